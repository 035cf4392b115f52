using GpuRetinex.Tensors;

namespace GpuRetinex.Networks;

/// <summary>
/// Batch normalisation with stored statistics, y = γ·(x − mean)/√(variance + ε) + β (Ioffe and Szegedy, "Batch Normalization",
/// 2015): an affine function of each channel, which the convolution before it takes into its weights and bias.
/// </summary>
/// <param name="Scale">γ of every channel.</param>
/// <param name="Shift">β of every channel.</param>
/// <param name="Mean">Mean of every channel.</param>
/// <param name="Variance">Variance of every channel.</param>
public sealed record BatchNormalisation(float[] Scale, float[] Shift, double[] Mean, double[] Variance)
{
    private const double Epsilon = 1e-5;

    /// <summary>
    /// Statistics as files hold them: sums over <paramref name="factor"/> batches in Caffe; with the factor 0 of a net that was
    /// never trained they are 0. PyTorch's are means, sums over one.
    /// </summary>
    public static BatchNormalisation FromSums(float[] scale, float[] shift, float[] means, float[] variances, double factor)
    {
        return new BatchNormalisation(scale, shift, Divide(means), Divide(variances));

        double[] Divide(float[] sums) => Array.ConvertAll(sums, sum => factor == 0 ? 0 : sum / factor);
    }

    /// <summary>
    /// Weights [O,I,kh,kw] and bias [O] of the convolution and the normalisation together; computed in double precision.
    /// </summary>
    public (Tensor Weights, Tensor Bias) Fold(Tensor weights, Tensor? bias)
    {
        int outputs = weights.Shape[0], filter = (int)(weights.Shape.Count / outputs);
        var foldedWeights = new Tensor(weights.Shape);
        var foldedBias = new Tensor(new Shape(outputs));
        for (int output = 0; output < outputs; output++)
        {
            double factor = Scale[output] / Math.Sqrt(Variance[output] + Epsilon);
            foldedBias.Data[output] = (float)(((bias?.Data[output] ?? 0) - Mean[output]) * factor + Shift[output]);
            for (int i = output * filter; i < (output + 1) * filter; i++)
                foldedWeights.Data[i] = (float)(weights.Data[i] * factor);
        }

        return (foldedWeights, foldedBias);
    }
}
