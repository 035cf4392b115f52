using System.Text.Json;
using GpuRetinex.Golden;
using GpuRetinex.Metrics;
using GpuRetinex.Resampling;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Resampling;

internal sealed class BicubicResizeTests
{
    private const string GoldenPath = "golden/dev/ops_imresize_a.safetensors";
    private const double Tolerance = 2e-6;
    private const string PicturePrefix = "imresize.";

    [TestCase("f32")]
    [TestCase("f64")]
    public void Scale_GoldenPictures_GivesTheGoldenPictures(string kind)
    {
        var golden = new GoldenFile(TestFiles.Shared(GoldenPath));
        using JsonDocument cases = JsonDocument.Parse(golden.Metadata["cases"]);
        JsonProperty[] pictures =
        [
            .. cases.RootElement.EnumerateObject()
                .Where(entry => entry.Name.StartsWith(PicturePrefix, StringComparison.Ordinal))
        ];
        Assert.That(pictures, Has.Length.EqualTo(16));
        foreach (JsonProperty picture in pictures)
        {
            Tensor input = golden.Inputs[$"{picture.Name}.x"];
            var image = new Tensor(new Shape(1, input.Shape[0], input.Shape[1], input.Shape[2]), input.Data);
            Tensor actual = BicubicResize.Scale(image, picture.Value.GetProperty("scale").GetDouble());
            ParityReport.Entry entry = golden.Expected[$"output/{picture.Name}.{kind}"].Compare(actual, Tolerance).Single();
            Assert.That(entry.Distance.Passed, $"{picture.Name} {entry.Distance}");
        }
    }

    [Test]
    public void ToSize_WholeFactor_IsScale()
    {
        Tensor image = Ramp(5, 9);
        Assert.That(BicubicResize.ToSize(image, 20, 36).Data, Is.EqualTo(BicubicResize.Scale(image, 4).Data));
    }

    /// <summary>Also where the filter is longer than the picture and mirrors it several times.</summary>
    [TestCase(1, 1, 4)]
    [TestCase(2, 3, 0.25)]
    [TestCase(3, 1, 0.3)]
    [TestCase(7, 11, 1.7)]
    public void Scale_ConstantPicture_StaysConstant(int height, int width, double scale)
    {
        var image = new Tensor(new Shape(1, 2, height, width));
        Array.Fill(image.Data, 0.7f);
        Tensor actual = BicubicResize.Scale(image, scale);
        Assert.That(
            actual.Shape, Is.EqualTo(new Shape(1, 2, (int)Math.Ceiling(height * scale), (int)Math.Ceiling(width * scale))));
        Assert.That(actual.Data, Is.All.EqualTo(0.7f).Within(1e-6f));
    }

    /// <summary>Keys' cubic reproduces polynomials up to the second degree, away from the mirrored ends.</summary>
    [Test]
    public void Scale_Parabola_StaysOne()
    {
        var image = new Tensor(new Shape(1, 1, 1, 32));
        for (int x = 0; x < 32; x++) image.Data[x] = x * x / 1000f;
        Tensor actual = BicubicResize.ToSize(image, 1, 128);
        for (int x = 16; x < 112; x++)
        {
            double place = ((x + 0.5) / 4) - 0.5;
            Assert.That(actual.Data[x], Is.EqualTo(place * place / 1000).Within(1e-5), $"at {x}");
        }
    }

    [Test]
    public void Scale_OfEachPlane_IsThatOfThePlaneAlone()
    {
        Tensor both = Ramp(6, 10, channels: 2), alone = new(new Shape(1, 1, 6, 10), both.Data[60..]);
        Tensor actual = BicubicResize.Scale(both, 0.5), expected = BicubicResize.Scale(alone, 0.5);
        Assert.That(
            TensorDistance.Between(new Tensor(expected.Shape, actual.Data[expected.Data.Length..]), expected, 0).MaxAbs, Is.Zero);
    }

    private static Tensor Ramp(int height, int width, int channels = 1)
    {
        var tensor = new Tensor(new Shape(1, channels, height, width));
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = i * 37 % 101 / 100f;
        return tensor;
    }
}
