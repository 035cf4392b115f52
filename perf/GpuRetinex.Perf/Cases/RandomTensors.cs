using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Cases;

/// <summary>Tensors for graphs whose numbers don't matter, only that they stay in a sane range.</summary>
internal static class RandomTensors
{
    public static Tensor Uniform(Random random, Shape shape, float low, float high)
    {
        var tensor = new Tensor(shape);
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = low + (high - low) * random.NextSingle();
        return tensor;
    }

    /// <summary>Weights [O,I,kh,kw] that keep the variance of what they are applied to.</summary>
    public static Tensor Weights(Random random, params ReadOnlySpan<int> extents)
    {
        float limit = MathF.Sqrt(3f / (extents[1] * extents[2] * extents[3]));
        return Uniform(random, new Shape(extents), -limit, limit);
    }

    public static Tensor Bias(Random random, int channels) => Uniform(random, new Shape(channels), -0.1f, 0.1f);
}
