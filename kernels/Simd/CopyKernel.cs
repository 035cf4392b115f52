namespace GpuRetinex.Kernels.Simd;

// Copy into or out of a channel slice: a run of channels for each pixel, or whole rows where both sides are dense.
internal sealed unsafe class CopyKernel(TensorView input, TensorView output) : Kernel
{
    private readonly int _run = input.IsDense && output.IsDense ? output.Width * output.Channels : output.Channels;

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        int runs = output.Width * output.Channels / _run;
        for (int run = 0; run < runs; run++)
            new ReadOnlySpan<float>(input.Pixel(row, run), _run).CopyTo(new Span<float>(output.Pixel(row, run), _run));
    });
}
