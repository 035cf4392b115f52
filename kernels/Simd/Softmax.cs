namespace GpuRetinex.Kernels.Simd;

// Softmax over the channels of each pixel, channels last. Plain loops: class counts are 3 to 21, below a vector's worth.
internal sealed unsafe class Softmax(TensorView input, TensorView output) : Kernel
{
    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        for (int column = 0; column < output.Width; column++)
            ComputePixel(input.Row(row) + column * input.PixelStride, output.Row(row) + column * output.PixelStride);
    });

    private void ComputePixel(float* source, float* target)
    {
        float maximum = source[0], sum = 0;
        for (int channel = 1; channel < input.Channels; channel++) maximum = MathF.Max(maximum, source[channel]);
        for (int channel = 0; channel < input.Channels; channel++) sum += target[channel] = MathF.Exp(source[channel] - maximum);
        for (int channel = 0; channel < input.Channels; channel++) target[channel] /= sum;
    }
}
