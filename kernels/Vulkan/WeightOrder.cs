using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Weights as the kernels read them: [tap][inputs][outputs], inputs and outputs padded with zeros, so that neighbouring threads
/// read neighbouring 128-bit words and no thread has to look where the matrix ends.
/// </summary>
/// <param name="Kind">Which matrix.</param>
/// <param name="InputMultiple">To what multiple inputs are padded.</param>
/// <param name="OutputMultiple">To what multiple outputs are padded.</param>
/// <param name="Groups">Groups of a transposed convolution; zeros stand between inputs and outputs of different groups.</param>
internal readonly record struct WeightOrder(WeightKind Kind, int InputMultiple = 4, int OutputMultiple = 4, int Groups = 1)
{
    /// <summary>The constant's elements in this order.</summary>
    public float[] Apply(Tensor constant) => Kind switch
    {
        WeightKind.Convolution => Convolution(constant),
        WeightKind.Transposed => Transposed(constant),
        WeightKind.Winograd2 => Winograd(constant, WinogradTile.Two),
        WeightKind.Winograd4 => Winograd(constant, WinogradTile.Four),
        _ => Padded(constant.Data),
    };

    /// <summary>The next multiple.</summary>
    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private float[] Winograd(Tensor weights, WinogradTile tile) =>
        tile.TransformWeights(weights, RoundUp(weights.Shape[1], InputMultiple), RoundUp(weights.Shape[0], OutputMultiple));

    private float[] Padded(float[] data)
    {
        var padded = new float[RoundUp(data.Length, OutputMultiple)];
        data.CopyTo(padded, 0);
        return padded;
    }

    private float[] Convolution(Tensor weights)
    {
        int outputs = weights.Shape[0], inputs = weights.Shape[1], taps = weights.Shape[2] * weights.Shape[3];
        int rows = RoundUp(inputs, InputMultiple), pitch = RoundUp(outputs, OutputMultiple);
        var matrix = new float[taps * rows * pitch];
        for (int output = 0; output < outputs; output++)
            for (int input = 0; input < inputs; input++)
                for (int tap = 0; tap < taps; tap++)
                    matrix[(tap * rows + input) * pitch + output] = weights.Data[(output * inputs + input) * taps + tap];
        return matrix;
    }

    private float[] Transposed(Tensor weights)
    {
        int inputs = weights.Shape[0], groupOutputs = weights.Shape[1], taps = weights.Shape[2] * weights.Shape[3];
        int rows = RoundUp(inputs, InputMultiple), pitch = RoundUp(groupOutputs * Groups, OutputMultiple);
        var matrix = new float[taps * rows * pitch];
        for (int input = 0; input < inputs; input++)
        {
            int firstOutput = input / (inputs / Groups) * groupOutputs;
            for (int output = 0; output < groupOutputs; output++)
                for (int tap = 0; tap < taps; tap++)
                    matrix[(tap * rows + input) * pitch + firstOutput + output] =
                        weights.Data[(input * groupOutputs + output) * taps + tap];
        }

        return matrix;
    }
}
