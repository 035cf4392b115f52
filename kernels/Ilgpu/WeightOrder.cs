using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Weights as the kernels read them: a matrix whose row (tap · inputs + input) holds the weights of all outputs side by side,
/// padded with zeros to <see cref="QuadChannels"/> columns, so that neighbouring threads read neighbouring 128-bit words.
/// </summary>
internal static class WeightOrder
{
    /// <summary>Columns are padded to this multiple.</summary>
    public const int QuadChannels = 4;

    /// <summary>The constant's elements in another order; transposed weights may be in groups.</summary>
    public static float[] Apply(Tensor constant, ConstantOrder order, int groups) => order switch
    {
        ConstantOrder.ChannelsLast => HostLayout.ToChannelsLast(constant),
        ConstantOrder.ConvolutionWeights => Convolution(constant),
        ConstantOrder.WinogradWeights => Winograd(constant),
        ConstantOrder.TransposedWeights => Transposed(constant, groups),
        _ => constant.Data,
    };

    /// <summary>[O,I,kh,kw] becomes [kh,kw,I,O], the number of rows padded to <see cref="ConvolutionTiled.Depth"/>.</summary>
    public static float[] Convolution(Tensor weights)
    {
        int outputs = weights.Shape[0], inputs = weights.Shape[1], taps = weights.Shape[2] * weights.Shape[3];
        int pitch = RoundUp(outputs, QuadChannels);
        var matrix = new float[RoundUp(taps * inputs, ConvolutionTiled.Depth) * pitch];
        for (int output = 0; output < outputs; output++)
            for (int input = 0; input < inputs; input++)
                for (int tap = 0; tap < taps; tap++)
                    matrix[(tap * inputs + input) * pitch + output] = weights.Data[(output * inputs + input) * taps + tap];
        return matrix;
    }

    /// <summary>[O,I,3,3] becomes [36,I,O], inputs padded to <see cref="ConvolutionTiled.Depth"/>, outputs to whole tiles.</summary>
    public static float[] Winograd(Tensor weights)
    {
        int outputs = weights.Shape[0], inputs = weights.Shape[1];
        int rows = RoundUp(inputs, ConvolutionTiled.Depth), pitch = WinogradConvolution.OutputPitch(outputs);
        var matrices = new float[WinogradConvolution.Positions * rows * pitch];
        Span<float> transformed = stackalloc float[WinogradConvolution.Positions];
        for (int output = 0; output < outputs; output++)
        {
            for (int input = 0; input < inputs; input++)
            {
                WinogradFilter.Transform(weights.Data.AsSpan((output * inputs + input) * 9, 9), WinogradFilter.Column4, WinogradConvolution.WindowSide, transformed);
                for (int position = 0; position < transformed.Length; position++)
                    matrices[(position * rows + input) * pitch + output] = transformed[position];
            }
        }

        return matrices;
    }

    /// <summary>[I,O/groups,kh,kw] becomes [kh,kw,I,O], with zeros between inputs and outputs of different groups.</summary>
    public static float[] Transposed(Tensor weights, int groups)
    {
        int inputs = weights.Shape[0], groupOutputs = weights.Shape[1], taps = weights.Shape[2] * weights.Shape[3];
        int pitch = RoundUp(groupOutputs * groups, QuadChannels);
        var matrix = new float[taps * inputs * pitch];
        for (int input = 0; input < inputs; input++)
        {
            int firstOutput = input / (inputs / groups) * groupOutputs;
            for (int output = 0; output < groupOutputs; output++)
                for (int tap = 0; tap < taps; tap++)
                    matrix[(tap * inputs + input) * pitch + firstOutput + output] = weights.Data[(input * groupOutputs + output) * taps + tap];
        }

        return matrix;
    }

    /// <summary>The next multiple.</summary>
    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
