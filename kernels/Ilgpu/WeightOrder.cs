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
        ConstantOrder.Winograd2Weights => Winograd(constant, WinogradTile.Two),
        ConstantOrder.Winograd4Weights => Winograd(constant, WinogradTile.Four),
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

    /// <summary>
    /// [O,I,3,3] becomes [positions,I,O], inputs padded to <see cref="ConvolutionTiled.Depth"/>, outputs to whole tiles.
    /// </summary>
    public static float[] Winograd(Tensor weights, WinogradTile tile) => tile.TransformWeights(
        weights, RoundUp(weights.Shape[1], ConvolutionTiled.Depth), WinogradConvolution.OutputPitch(weights.Shape[0]));

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
                    matrix[(tap * inputs + input) * pitch + firstOutput + output] =
                        weights.Data[(input * groupOutputs + output) * taps + tap];
        }

        return matrix;
    }

    /// <summary>The next multiple.</summary>
    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;
}
