using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Metrics;

internal sealed class SimilarityTests
{
    private static readonly Tensor First = ToTensor(TestPlanes.First), Second = ToTensor(TestPlanes.Second);

    [Test]
    public void Psnr_Bytes_MatchesScikitImage() =>
        Assert.That(Psnr.Between(TestPlanes.First, TestPlanes.Second), Is.EqualTo(21.390591920744185).Within(1e-11));

    [Test]
    public void Psnr_Tensors_MatchesScikitImage() =>
        Assert.That(Psnr.Between(First, Second), Is.EqualTo(21.390592192136229).Within(1e-11));

    [Test]
    public void Ssim_Bytes_MatchesScikitImage() => Assert.That(
        Ssim.Between(TestPlanes.First, TestPlanes.Second, TestPlanes.Channels, TestPlanes.Height, TestPlanes.Width),
        Is.EqualTo(0.964633503223047).Within(1e-12));

    [Test]
    public void Ssim_Tensors_MatchesScikitImage() =>
        Assert.That(Ssim.Between(First, Second), Is.EqualTo(0.964633506816312).Within(1e-12));

    [Test]
    public void Ssim_OneWindow_MatchesScikitImage()
    {
        byte[] first = Corner(TestPlanes.First), second = Corner(TestPlanes.Second);

        Assert.That(Ssim.Between(first, second, 1, 11, 11), Is.EqualTo(0.961471614718172).Within(1e-12));
    }

    [Test]
    public void Psnr_KnownError_IsExact()
    {
        Tensor black = new(new Shape(1, 3, 2, 2)), grey = new(black.Shape);
        grey.Data.AsSpan().Fill(0.5f);

        Assert.That(Psnr.Between(black, grey), Is.EqualTo(20 * Math.Log10(2)).Within(1e-12));
    }

    [Test]
    public void PsnrAndSsim_EqualPictures_AreBest()
    {
        Assert.That(Psnr.Between(First, First), Is.EqualTo(double.PositiveInfinity));
        Assert.That(Ssim.Between(First, First), Is.EqualTo(1).Within(1e-15));
    }

    [Test]
    public void PsnrAndSsim_SwappedPictures_AreTheSame()
    {
        Assert.That(Psnr.Between(Second, First), Is.EqualTo(Psnr.Between(First, Second)));
        Assert.That(Ssim.Between(Second, First), Is.EqualTo(Ssim.Between(First, Second)).Within(1e-15));
    }

    [Test]
    public void PsnrAndSsim_NaN_IsNaN()
    {
        Tensor damaged = ToTensor(TestPlanes.First);
        damaged.Data[500] = float.NaN;

        Assert.That(Psnr.Between(damaged, First), Is.NaN);
        Assert.That(Ssim.Between(damaged, First), Is.NaN);
    }

    [TestCase(10, 40)]
    [TestCase(40, 10)]
    public void Ssim_SideUnderEleven_IsRefused(int height, int width)
    {
        var small = new Tensor(new Shape(1, 3, height, width));

        Assert.That(() => Ssim.Between(small, small), Throws.ArgumentException.With.Message.Contains("11 x 11"));
    }

    [Test]
    public void PsnrAndSsim_OtherShape_IsRefused()
    {
        var other = new Tensor(new Shape(1, 3, TestPlanes.Height, TestPlanes.Width + 1));

        Assert.That(() => Psnr.Between(First, other), Throws.ArgumentException);
        Assert.That(() => Ssim.Between(First, other), Throws.ArgumentException);
        Assert.That(() => Psnr.Between([1, 2], [(byte)1]), Throws.ArgumentException);
        Assert.That(() => Psnr.Between([], ReadOnlySpan<byte>.Empty), Throws.ArgumentException);
        Assert.That(() => Ssim.Between(TestPlanes.First, TestPlanes.Second, 1, 30, 40), Throws.ArgumentException);
    }

    private static Tensor ToTensor(byte[] samples) => new(
        new Shape(1, TestPlanes.Channels, TestPlanes.Height, TestPlanes.Width), [.. samples.Select(sample => sample / 255f)]);

    private static byte[] Corner(byte[] samples) =>
        [.. Enumerable.Range(0, 121).Select(i => samples[(i / 11 * TestPlanes.Width) + (i % 11)])];
}
