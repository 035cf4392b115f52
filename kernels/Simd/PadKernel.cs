using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// Zero padding and cropping, channels last: pixels that exist are copied, the others cleared.
internal sealed unsafe class PadKernel(Pad2D op, Step step, TensorView input, TensorView output) : Kernel
{
    private readonly int _rowOffset = step.Output.Region.Top - op.Top - step.Inputs[0].Region.Top;
    private readonly int _columnOffset = step.Output.Region.Left - op.Left - step.Inputs[0].Region.Left;

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        int sourceRow = row % output.Height + _rowOffset, image = row / output.Height;
        for (int column = 0; column < output.Width; column++)
        {
            var target = new Span<float>(output.Pixel(row, column), output.Channels);
            int sourceColumn = column + _columnOffset;
            bool exists = (uint)sourceRow < (uint)input.Height && (uint)sourceColumn < (uint)input.Width;
            float* source = input.Pixel(image * input.Height + sourceRow, sourceColumn);
            if (exists) new ReadOnlySpan<float>(source, output.Channels).CopyTo(target);
            else target.Clear();
        }
    });
}
