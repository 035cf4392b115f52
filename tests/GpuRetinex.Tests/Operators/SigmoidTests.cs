using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;

namespace GpuRetinex.Tests.Operators;

internal sealed class SigmoidTests
{
    private static readonly float[] _ends = [float.NaN, float.NegativeInfinity, float.PositiveInfinity, -1e7f, 1e7f, 0, -0f];

    [Test]
    public void Sigmoid_WholeRange_HasSmallRelativeError([Values("simd-512", "simd-256", "simd-128")] string device)
    {
        float[] x = [.. Enumerable.Range(-8700, 17401).Select(step => step / 100f)];
        float[] y = Run(device, x);
        for (int i = 0; i < x.Length; i++)
        {
            double expected = 1 / (1 + Math.Exp(-(double)x[i]));
            Assert.That(Math.Abs(y[i] / expected - 1), Is.LessThan(4e-7), $"sigmoid({x[i]})");
        }
    }

    [Test]
    public void Sigmoid_BeyondTheRange_IsTheLimit_AndNaNStays([Values("simd-512", "simd-256", "simd-128")] string device)
    {
        // Once as whole vectors, once as the first lanes of one.
        float[] y = Run(device, [.. _ends, .. new float[32 - _ends.Length], .. _ends]);
        foreach (int first in new[] { 0, 32 })
        {
            Assert.That(y[first], Is.NaN);
            Assert.That(y[first + 1], Is.InRange(0, 1e-37f));
            Assert.That(y[first + 2], Is.EqualTo(1));
            Assert.That(y[first + 3], Is.InRange(0, 1e-37f));
            Assert.That(y[first + 4], Is.EqualTo(1));
            Assert.That(y[first + 5], Is.EqualTo(0.5f));
            Assert.That(y[first + 6], Is.EqualTo(0.5f));
        }
    }

    private static float[] Run(string deviceName, float[] x)
    {
        IDevice device = TestDevices.Open(deviceName);
        var builder = new GraphBuilder();
        builder.Output("y", builder.Activate(builder.Input("x", x.Length), Activation.Sigmoid));
        var input = new Tensor(new Shape(1, x.Length, 1, 1), x);
        var plan = new Plan(builder.Build(), new Dictionary<string, Shape> { ["x"] = input.Shape });
        using IExecutable executable = device.Compile(plan);
        return executable.Run(new Dictionary<string, Tensor> { ["x"] = input })["y"].Data;
    }
}
