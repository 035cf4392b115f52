using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Weights as the kernels read them: [tap][inputs][outputs], inputs and outputs padded with zeros, so that neighbouring threads
/// read neighbouring 128-bit words and no thread has to look where the matrix ends.
/// </summary>
/// <param name="Kind">Which matrix.</param>
/// <param name="InputMultiple">To what multiple inputs are padded.</param>
/// <param name="OutputMultiple">To what multiple outputs are padded.</param>
internal readonly record struct WeightOrder(WeightKind Kind, int InputMultiple = 4, int OutputMultiple = 4)
{
    /// <summary>The constant's elements in this order.</summary>
    public float[] Apply(Tensor constant) => Kind switch
    {
        WeightKind.Convolution => Matrix(constant, constant.Shape[1], constant.Shape[0], outputFirst: true),
        WeightKind.Transposed => Matrix(constant, constant.Shape[0], constant.Shape[1], outputFirst: false),
        WeightKind.Winograd => Winograd(constant),
        _ => Padded(constant.Data),
    };

    /// <summary>The next multiple.</summary>
    public static int RoundUp(int value, int multiple) => (value + multiple - 1) / multiple * multiple;

    private float[] Winograd(Tensor weights)
    {
        int outputs = weights.Shape[0], inputs = weights.Shape[1];
        int rows = RoundUp(inputs, InputMultiple), pitch = RoundUp(outputs, OutputMultiple);
        var matrix = new float[WinogradPlan.Positions * rows * pitch];
        Span<double> transformed = stackalloc double[WinogradPlan.Positions];
        for (int output = 0; output < outputs; output++)
            for (int input = 0; input < inputs; input++)
            {
                WinogradFilter.Transform(weights.Data.AsSpan((output * inputs + input) * 9, 9), transformed);
                for (int position = 0; position < transformed.Length; position++)
                    matrix[(position * rows + input) * pitch + output] = (float)transformed[position];
            }

        return matrix;
    }

    private float[] Padded(float[] data)
    {
        var padded = new float[RoundUp(data.Length, OutputMultiple)];
        data.CopyTo(padded, 0);
        return padded;
    }

    private float[] Matrix(Tensor weights, int inputs, int outputs, bool outputFirst)
    {
        int taps = weights.Shape[2] * weights.Shape[3];
        int rows = RoundUp(inputs, InputMultiple), pitch = RoundUp(outputs, OutputMultiple);
        var matrix = new float[taps * rows * pitch];
        for (int output = 0; output < outputs; output++)
            for (int input = 0; input < inputs; input++)
                for (int tap = 0; tap < taps; tap++)
                {
                    int source = (outputFirst ? output * inputs + input : input * outputs + output) * taps + tap;
                    matrix[(tap * rows + input) * pitch + output] = weights.Data[source];
                }

        return matrix;
    }
}
