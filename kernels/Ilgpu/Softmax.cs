using GpuRetinex.Planning;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Softmax over the channels of a pixel, the largest value subtracted first. One thread for each pixel: the networks have
/// three to eight classes, a pixel's channels lie side by side, and so do those of neighbouring threads.
/// </summary>
internal static class Softmax
{
    public static Action Prepare(Step step, LaunchBuilder builder)
    {
        var arguments = new SoftmaxArguments
        {
            Input = builder.Slice(step.Inputs[0]),
            Output = builder.Slice(step.Output),
            Pixels = step.Output.Shape.N * step.Output.Shape.H * step.Output.Shape.W,
        };
        return builder.Launch(Compute, arguments.Pixels, arguments);
    }

    internal static void Compute(SoftmaxArguments arguments)
    {
        int pixel = Grid.GlobalIndex.X;
        if (pixel >= arguments.Pixels) return;
        int channels = arguments.Input.Channels;
        float maximum = float.NegativeInfinity;
        for (int channel = 0; channel < channels; channel++)
        {
            float value = arguments.Input[pixel, channel];
            maximum = value > maximum ? value : maximum;
        }

        float sum = 0;
        for (int channel = 0; channel < channels; channel++)
        {
            float value = DeviceMath.Exponential(arguments.Input[pixel, channel] - maximum);
            arguments.Output.Store(pixel, channel, value);
            sum += value;
        }

        for (int channel = 0; channel < channels; channel++)
            arguments.Output.Store(pixel, channel, arguments.Output[pixel, channel] / sum);
    }
}
