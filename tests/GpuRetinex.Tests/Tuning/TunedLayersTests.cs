using GpuRetinex.Devices.Tuning;

namespace GpuRetinex.Tests.Tuning;

/// <summary>Which measurement a convolution of another size goes by.</summary>
internal sealed class TunedLayersTests
{
    private static readonly ConvolutionShape Shape = new(64, 32, 3, 3, 1, 1, 1, 100, 100);

    [TestCase(100, 100, ExpectedResult = "a", Description = "the size itself")]
    [TestCase(50, 60, ExpectedResult = "a", Description = "0.3 times the pixels")]
    [TestCase(200, 200, ExpectedResult = "a", Description = "four times the pixels")]
    [TestCase(50, 49, ExpectedResult = null, Description = "less than a quarter")]
    [TestCase(201, 200, ExpectedResult = null, Description = "more than four times")]
    [TestCase(1, 1, ExpectedResult = null)]
    public string? For_OneSize_HoldsWithinFourTimesThePixels(int height, int width) =>
        new TunedLayers(Layer(Shape, "a")).For(Shape with { Height = height, Width = width });

    [TestCase(100, ExpectedResult = "a")]
    [TestCase(170, ExpectedResult = "a")]
    [TestCase(180, ExpectedResult = "b")]
    [TestCase(300, ExpectedResult = "b")]
    [TestCase(1100, ExpectedResult = "b")]
    public string? For_SeveralSizes_TakesTheNearestByRatio(int width) =>
        new TunedLayers(Layer(Shape, "a"), Layer(Shape with { Width = 300 }, "b")).For(Shape with { Width = width });

    [Test]
    public void For_EqualPixels_PrefersTheShapeItself()
    {
        var layers = new TunedLayers(
            Layer(Shape with { Height = 50, Width = 200 }, "a"), Layer(Shape, "b"),
            Layer(Shape with { Height = 200, Width = 50 }, "c"));
        Assert.That(layers.For(Shape), Is.EqualTo("b"));
    }

    [Test]
    public void For_OtherLayers_KnowsNothing()
    {
        var layers = new TunedLayers(Layer(Shape, "a"));
        ConvolutionShape[] others =
        [
            Shape with { Inputs = 32 }, Shape with { Outputs = 64 }, Shape with { KernelHeight = 1 },
            Shape with { KernelWidth = 5 },
            Shape with { Stride = 2 }, Shape with { Dilation = 2 },
        ];
        Assert.That(others.Select(layers.For), Is.All.Null);
    }

    [Test]
    public void For_RuleConfirmed_LeavesItToTheRule()
    {
        var layers = new TunedLayers(Layer(Shape, "rule"), Layer(Shape with { Width = 300 }, "b"));
        Assert.That(layers.For(Shape), Is.Null);
        Assert.That(layers.For(Shape with { Width = 120 }), Is.Null, "nearer to the size where the rule is right");
    }

    [Test]
    public void For_NumbersOfAnySize_DoesNotOverflow()
    {
        ConvolutionShape huge = Shape with { Batch = int.MaxValue, Height = int.MaxValue, Width = int.MaxValue };
        Assert.That(new TunedLayers(Layer(huge, "a")).For(Shape), Is.Null);
    }

    private static TunedLayer Layer(ConvolutionShape shape, string algorithm) =>
        new(shape, algorithm, "rule", new Dictionary<string, double> { [algorithm] = 1, ["rule"] = 2 });
}
