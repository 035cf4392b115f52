using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Metrics;

internal sealed class TensorDistanceTests
{
    [Test]
    public void Between_EqualTensors_IsZeroAndPassesAtZero() =>
        Assert.That(Distance([1, -2, 0], [1, -2, -0f], 0), Is.EqualTo(new TensorDistance(0, 0, 0, null, true)));

    [Test]
    public void Between_KnownError_IsExact()
    {
        TensorDistance distance = Distance([3, 4.5f], [3, 4], 0.05);

        Assert.That(distance.MaxAbs, Is.EqualTo(0.5));
        Assert.That(distance.RelativeL2, Is.EqualTo(0.1).Within(1e-15));
        Assert.That((distance.FirstBad, distance.Passed), Is.EqualTo((1L, false)));
        Assert.That(Distance([3, 4.5f], [3, 4], 0.2).Passed, Is.True);
    }

    [TestCase(1f, 1.00000011920929f, 1)]
    [TestCase(-1f, -1.00000011920929f, 1)]
    [TestCase(0f, 1.401298464e-45f, 1)]
    [TestCase(-1.401298464e-45f, 1.401298464e-45f, 2)]
    [TestCase(1f, 2f, 1 << 23)]
    public void Between_NeighbouringFloats_CountsSteps(float a, float b, long steps)
    {
        Assert.That(Distance([a], [b], 1).MaxUlp, Is.EqualTo(steps));
        Assert.That(Distance([b], [a], 1).MaxUlp, Is.EqualTo(steps));
    }

    [TestCase(float.NaN, 1f)]
    [TestCase(1f, float.NaN)]
    [TestCase(float.NaN, float.NaN)]
    [TestCase(float.PositiveInfinity, 1f)]
    [TestCase(1f, float.NegativeInfinity)]
    [TestCase(float.PositiveInfinity, float.PositiveInfinity)]
    public void Between_NotFinite_NeverPasses(float actual, float expected)
    {
        TensorDistance distance = Distance([1, 1, actual, 1], [1, 1, expected, 1], double.MaxValue);

        Assert.That((distance.Passed, distance.FirstBad), Is.EqualTo((false, 2L)));
    }

    [Test]
    public void Between_ExpectedZero_IsZeroOrInfinite()
    {
        Assert.That(Distance([0, 0], [0, 0], 0).RelativeL2, Is.Zero);
        Assert.That(Distance([0, 1e-30f], [0, 0], 1e-4).RelativeL2, Is.EqualTo(double.PositiveInfinity));
        Assert.That(Distance([0, 1e-30f], [0, 0], 1e-4), Has.Property("Passed").False.And.Property("FirstBad").EqualTo(1));
    }

    [Test]
    public void Between_NoElements_Passes() => Assert.That(Distance([], [], 0).Passed, Is.True);

    [Test]
    public void Between_OtherShape_IsRefused() => Assert.That(
        () => TensorDistance.Between(new Tensor(new Shape(1, 2)), new Tensor(new Shape(2, 1)), 1), Throws.ArgumentException);

    private static TensorDistance Distance(float[] actual, float[] expected, double tolerance) => TensorDistance.Between(
        new Tensor(new Shape(actual.Length), actual), new Tensor(new Shape(expected.Length), expected), tolerance);
}
