using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Metrics;

/// <summary>Normally distributed noise by the method of Box and Muller, the same for the same seed.</summary>
internal static class Noise
{
    /// <summary>The tensor plus noise of a standard deviation; not clipped.</summary>
    public static Tensor Add(Tensor tensor, double deviation, int seed)
    {
        var random = new Random(seed);
        return new Tensor(tensor.Shape, Array.ConvertAll(tensor.Data, value => (float)(value + (deviation * Normal(random)))));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
