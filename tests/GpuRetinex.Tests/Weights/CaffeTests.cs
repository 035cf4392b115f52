using GpuRetinex.Golden;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class CaffeTests : IDisposable
{
    private const string Model = "golden/dev/checkpoints/denoise.caffemodel";
    private static readonly byte[] Six = SmallFiles.CaffeBlob([2, 3], SmallFiles.SixFloats);

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Open_ReferenceModel_HasTheWeightsOfItsGoldenFile()
    {
        using WeightSet expected = new GoldenFile(TestFiles.Shared("golden/dev/denoise_a_140.safetensors")).Parameters.Single()
            .Generate();
        using WeightSet actual = WeightFile.Open(TestFiles.Shared(Model));
        Assert.That(actual.Format, Is.EqualTo(WeightFormat.Caffe));
        Assert.That(actual.Tensors.Select(tensor => tensor.Name), Is.EqualTo(expected.Tensors.Select(tensor => tensor.Name)));
        foreach (StoredTensor tensor in expected.Tensors)
        {
            Assert.That(actual.Find(tensor.Name)!.Shape, Is.EqualTo(tensor.Shape), tensor.Name);
            Assert.That(actual.Find(tensor.Name)!.Bytes.Span.SequenceEqual(tensor.Bytes.Span), tensor.Name);
        }
    }

    [TestCase(0.3)]
    [TestCase(0.99)]
    public void Open_CutReferenceModel_IsRefused(double part)
    {
        byte[] bytes = File.ReadAllBytes(TestFiles.Shared(Model));
        string path = Write(bytes[..(int)(bytes.Length * part)]);
        Assert.That(Refusal.Of(() => WeightFile.Open(path)).Message, Does.Contain(path).And.Contain("damaged"));
    }

    [Test]
    public void Open_LayersOfAnOldCaffe_AreNamedAndShapedTheSame()
    {
        byte[] numbers = SmallFiles.Field(5, SmallFiles.SixFloats);
        byte[] matrix = [8, 1, 16, 1, 24, 2, 32, 3, .. numbers], vector = [8, 1, 16, 1, 24, 1, 32, 6, .. numbers];
        byte[] layer =
            [.. SmallFiles.Field(4, SmallFiles.Text("fc6")), .. SmallFiles.Field(6, matrix), .. SmallFiles.Field(6, vector)];
        using WeightSet weights = WeightFile.Open(Write(SmallFiles.Field(2, layer)));
        Assert.That(weights.Get("fc6.blob0", new Shape(2, 3)).Data, Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(weights.Get("fc6.blob1", new Shape(6)).Data, Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
    }

    [Test]
    public void Open_NumbersOneByOneOrInRuns_AreJoined()
    {
        byte[] single =
            [.. Enumerable.Range(0, 4).SelectMany(i => (byte[])[0x2D, .. SmallFiles.SixFloats[(4 * i)..(4 * i + 4)]])];
        byte[] blob = [.. single, .. SmallFiles.Field(5, SmallFiles.SixFloats[16..]), .. SmallFiles.Field(7, [8, 2, 8, 3])];
        using WeightSet weights = WeightFile.Open(Write(SmallFiles.CaffeModel("conv", "Convolution", blob)));
        Assert.That(weights.Get("conv.blob0", new Shape(2, 3)).Data, Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
    }

    [TestCase(false)]
    [TestCase(true)]
    public void Open_BatchNormalisation_HasItsFactorLast(bool writtenFirst)
    {
        byte[] mean = SmallFiles.CaffeBlob([2], SmallFiles.Floats(1, 2)), variance =
            SmallFiles.CaffeBlob([2], SmallFiles.Floats(3, 4));
        byte[] factor = SmallFiles.CaffeBlob([1], SmallFiles.Floats(5));
        byte[][] blobs = writtenFirst ? [factor, mean, variance] : [mean, variance, factor];
        using WeightSet weights = WeightFile.Open(Write(SmallFiles.CaffeModel("bn", "BatchNorm", blobs)));
        Assert.That(weights.Get("bn.blob0").Data, Is.EqualTo(new float[] { 1, 2 }));
        Assert.That(weights.Get("bn.blob1").Data, Is.EqualTo(new float[] { 3, 4 }));
        Assert.That(weights.Get("bn.blob2").Data, Is.EqualTo(new float[] { 5 }));
    }

    [Test]
    public void Open_DoublePrecision_IsRounded()
    {
        byte[] doubles = [.. new[] { 0.1, 2.5 }.SelectMany(BitConverter.GetBytes)];
        byte[] blob = [.. SmallFiles.Field(8, doubles), .. SmallFiles.Field(7, SmallFiles.Field(1, [2]))];
        using WeightSet weights = WeightFile.Open(Write(SmallFiles.CaffeModel("conv", "Convolution", blob)));
        Assert.That(weights.Get("conv.blob0").Data, Is.EqualTo(new[] { 0.1f, 2.5f }));
    }

    [TestCase(new long[] { 2, 4 }, "24 bytes")]
    [TestCase(new long[] { 1L << 40, 3 }, "impossible shape")]
    [TestCase(new long[] { 1 << 20, 1 << 20 }, "24 bytes")]
    public void Open_SizesThatDoNotFit_AreRefused(long[] extents, string reason) =>
        Assert.That(
            Refusal.Of(
                () =>
                    WeightFile.Open(
                        Write(
                            SmallFiles.CaffeModel(
                                "conv", "Convolution", SmallFiles.CaffeBlob(extents, SmallFiles.SixFloats))))).Message,
            Does.Contain(reason).And.Contain("conv.blob0"));

    [Test]
    public void Open_NoBlobs_IsRefused() =>
        Assert.That(
            Refusal.Of(() => WeightFile.Open(Write(SmallFiles.CaffeModel("data", "Data")))).Message,
            Does.Contain("holds no weights"));

    [Test]
    public void Open_OneLayerTwice_IsRefused()
    {
        byte[] model = SmallFiles.CaffeModel("conv", "Convolution", Six);
        Assert.That(
            Refusal.Of(() => WeightFile.Open(Write([.. model, .. model]))).Message,
            Does.Contain("conv.blob0").And.Contain("already there"));
    }

    private string Write(byte[] bytes)
    {
        string path = _folder.File("net.caffemodel");
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
