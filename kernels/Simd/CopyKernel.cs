namespace GpuRetinex.Kernels.Simd;

// Copy into or out of a channel slice: a run of channels for each pixel, or whole rows where both sides are dense.
internal sealed unsafe class CopyKernel(TensorView input, TensorView output) : Kernel
{
    private readonly bool _isDense = input.IsDense && output.IsDense;

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        float* source = input.Row(row), target = output.Row(row);
        if (_isDense)
        {
            int elements = output.Width * output.Channels;
            new ReadOnlySpan<float>(source, elements).CopyTo(new Span<float>(target, elements));
            return;
        }

        for (int column = 0; column < output.Width; column++)
            ChannelRun.Copy(source + column * input.PixelStride, target + column * output.PixelStride, output.Channels);
    });
}
