namespace GpuRetinex.Kernels.Simd;

// Product of every channel with one factor per pixel, channels last. Plain loops: ISSR has it once, on three channels.
internal sealed unsafe class BroadcastMultiply(TensorView input, TensorView factor, TensorView output) : Kernel
{
    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        for (int column = 0; column < output.Width; column++)
        {
            float* source = input.Row(row) + column * input.PixelStride;
            float* target = output.Row(row) + column * output.PixelStride;
            float value = factor.Row(row)[column * factor.PixelStride];
            for (int channel = 0; channel < output.Channels; channel++) target[channel] = source[channel] * value;
        }
    });
}
