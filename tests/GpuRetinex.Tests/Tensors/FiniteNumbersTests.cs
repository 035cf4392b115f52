using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Tensors;

internal sealed class FiniteNumbersTests
{
    [Test]
    public void IndexOfOther_NotANumberOrInfinity_IsItsPlace(
        [Values(float.NaN, float.PositiveInfinity, float.NegativeInfinity)] float other, [Values(0, 1, 17, 99)] int place)
    {
        float[] numbers = Ordinary();
        numbers[place] = other;
        numbers[99] = -other;
        Assert.That(FiniteNumbers.IndexOfOther(numbers), Is.EqualTo(place));
    }

    [Test]
    public void IndexOfOther_AnyFiniteNumbers_IsNowhere() => Assert.That(FiniteNumbers.IndexOfOther(Ordinary()), Is.EqualTo(-1));

    private static float[] Ordinary()
    {
        float[] extremes = [0, -0f, float.MaxValue, float.MinValue, float.Epsilon, -float.Epsilon, 1, -1];
        return [.. Enumerable.Range(0, 100).Select(i => extremes[i % extremes.Length])];
    }
}
