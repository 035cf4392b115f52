using System.IO.Compression;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

internal sealed class PyTorchTests
{
    private const string Checkpoints = "golden/dev/checkpoints/";

    private static readonly string[] Hostile =
    [
        "cos\nsystem\n(Vtouch hacked\ntR.",
        "(ios\nsystem\nVtouch hacked\no.",
        "\u0080\u0002cos\nsystem\nX\u0005\0\0\0touch\u0085R.",
        "\u0080\u0004\u008C\u0002os\u008C\u0006system\u0093\u008C\u0005touch\u0085R.",
    ];

    private static readonly TestCaseData[] DamagedPickles =
    [
        Case("offset leaves storage", "(dVw\n" + SmallFiles.View("2 3", "3 1", 1, 6) + "s.", "needs 7 elements"),
        Case("stride leaves storage", "(dVw\n" + SmallFiles.View("2 3", "3 2", 0, 6) + "s.", "needs 8 elements"),
        Case("negative stride", "(dVw\n" + SmallFiles.View("2 3", "-3 1", 0, 6) + "s.", "impossible place"),
        Case("too few strides", "(dVw\n" + SmallFiles.View("2 3", "1", 0, 6) + "s.", "impossible place"),
        Case("negative extent", "(dVw\n" + SmallFiles.View("2 -3", "3 1", 0, 6) + "s.", "impossible shape"),
        Case("exabytes", "(dVw\n" + SmallFiles.View("2000000000 2000000000", "0 0", 0, 6) + "s.", "impossible shape"),
        Case("terabytes", "(dVw\n" + SmallFiles.View("1000000 1000000", "0 0", 0, 6) + "s.", "unpacks to far more"),
        Case("storage of exabytes", "(dVw\n" + SmallFiles.View("2 3", "3 1", 0, 1L << 60) + "s.", "storage \"0\""),
        Case("list in itself", "(lp0\ng0\na.", "nested"),
        Case("two million lists", new string(']', 2_000_000), "stacked"),
        Case("deep nesting", string.Concat(Enumerable.Repeat("(l", 70)) + new string('a', 69) + ".", "nested"),
        Case("unknown memo", "g7\n.", "never remembered"),
        Case("text of 4 GiB", "X\u00FF\u00FF\u00FF\u00FFa.", "ends within"),
        Case("a number", "K\u0001.", "holds no tensor"),
        Case("text only", "(dVw\nVtext\ns.", "holds no tensor"),
        Case("unknown instruction", "\u00FF.", "0xFF is unknown"),
    ];

    [Test]
    public void Open_ZipAndLegacyOfOneNetwork_AreEqual()
    {
        using WeightSet zip = WeightFile.Open(TestFiles.Shared(Checkpoints + "sftnet_zip.pth"));
        using WeightSet legacy = WeightFile.Open(TestFiles.Shared(Checkpoints + "sftnet_legacy.pth"));
        Assert.That(zip.Tensors, Has.Count.GreaterThan(100));
        AssertEqual(legacy, zip);
    }

    [TestCase("mixed_zip.pth")]
    [TestCase("mixed_legacy.pth")]
    public void Open_MixedCheckpointWithEverything_GivesTheExpectedValues(string file)
    {
        using WeightSet expected = WeightFile.Open(TestFiles.Shared(Checkpoints + "mixed_expected.safetensors"));
        using WeightSet mixed = WeightFile.Open(TestFiles.Shared(Checkpoints + file), everything: true);
        AssertEqual(new WeightSet(file, mixed.Tensors.Select(AsExpected)), expected);
    }

    [TestCase("mixed_zip.pth")]
    [TestCase("mixed_legacy.pth")]
    public void Open_MixedCheckpoint_LeavesTheOptimiserOut(string file)
    {
        using WeightSet expected = WeightFile.Open(TestFiles.Shared(Checkpoints + "mixed_expected.safetensors"));
        using WeightSet mixed = WeightFile.Open(TestFiles.Shared(Checkpoints + file));
        IEnumerable<StoredTensor> weights = expected.Tensors.Where(
            tensor => !tensor.Name.StartsWith("optimizer.", StringComparison.Ordinal));
        AssertEqual(new WeightSet(file, mixed.Tensors.Select(AsExpected)), new WeightSet("expected", weights));
        Assert.That(mixed.Find("half")!.ElementType, Is.EqualTo(ElementType.Float16));
        Assert.That(mixed.Find("bfloat16")!.ElementType, Is.EqualTo(ElementType.BFloat16));
        Assert.That(mixed.Find("bool")!.ElementType, Is.EqualTo(ElementType.Bool));
    }

    [Test]
    public void Open_PickleThatCallsTheSystem_IsRefusedByName(
        [ValueSource(nameof(Hostile))] string pickle, [Values("zip", "legacy", "bare")] string container)
    {
        byte[] bytes = SmallFiles.Text(pickle);
        if (container == "bare" && pickle[0] == '(') Assert.Ignore("not recognised as a pickle");
        InvalidFileException error = AssertRefused(container switch
        {
            "zip" => SmallFiles.TorchZip(bytes, []),
            "legacy" => SmallFiles.TorchLegacy(bytes, []),
            _ => bytes,
        });
        Assert.That(error.Message, Does.Contain("\"os.system\"").And.Contain("nothing was executed"));
    }

    [TestCaseSource(nameof(DamagedPickles))]
    public void Open_DamagedPickle_IsRefusedWithTheReason(string pickle, string reason)
    {
        byte[] bytes = SmallFiles.Text(pickle);
        Assert.That(AssertRefused(SmallFiles.TorchZip(bytes, SmallFiles.SixFloats)).Message, Does.Contain(reason));
        InvalidFileException legacy = AssertRefused(SmallFiles.TorchLegacy(bytes, SmallFiles.SixFloats));
        Assert.That(legacy.Message, Does.Contain(reason).Or.Contain("storage \"0\""));
    }

    [TestCase("2 3", "3 1", 0, new float[] { 1, 2, 3, 4, 5, 6 })]
    [TestCase("3 2", "1 3", 0, new float[] { 1, 4, 2, 5, 3, 6 })]
    [TestCase("2 2", "0 1", 4, new float[] { 5, 6, 5, 6 })]
    [TestCase("3", "2", 1, new float[] { 2, 4, 6 })]
    [TestCase("", "", 3, new float[] { 4 })]
    [TestCase("0 4", "4 1", 0, new float[0])]
    public void Open_ViewOfAStorage_GivesItsElementsInOrder(string extents, string strides, long offset, float[] values)
    {
        byte[] pickle = SmallFiles.TensorPickle(extents, strides, offset);
        byte[] zip = SmallFiles.TorchZip(pickle, SmallFiles.SixFloats);
        byte[] legacy = SmallFiles.TorchLegacy(pickle, SmallFiles.SixFloats);
        foreach (byte[] file in new[] { zip, legacy })
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder.File("w.pth"), file);
            using WeightSet weights = WeightFile.Open(folder.File("w.pth"));
            Assert.That(weights.Get("w").Data, Is.EqualTo(values));
        }
    }

    [TestCase("params_ema", "w")]
    [TestCase("state_dict", "w")]
    [TestCase("generator", "w")]
    [TestCase("other", "other.w")]
    public void Open_WeightsBesideAnOptimiser_AreNamedWithoutTheKeyOfTheStateDict(string key, string name)
    {
        string view = SmallFiles.View("2 3", "3 1", 0, 6);
        byte[] pickle = SmallFiles.Text($"(dVoptimizer\n(dVm\n{view}ssV{key}\n(dVw\n{view}ss.");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("w.pth"), SmallFiles.TorchZip(pickle, SmallFiles.SixFloats));
        using WeightSet weights = WeightFile.Open(folder.File("w.pth"));
        Assert.That(weights.Tensors.Select(tensor => tensor.Name), Is.EqualTo(new[] { name }));
    }

    [Test]
    public void Open_ZipBomb_IsRefusedBeforeItIsUnpacked()
    {
        byte[] pickle = SmallFiles.TensorPickle("20000000", "1", 0, 20_000_000);
        byte[] bomb = SmallFiles.TorchZip(pickle, new byte[80_000_000], CompressionLevel.SmallestSize);
        Assert.That(bomb, Has.Length.LessThan(100_000));
        Assert.That(AssertRefused(bomb).Message, Does.Contain("unpacks to far more"));
    }

    private static TestCaseData Case(string name, string pickle, string reason) =>
        new TestCaseData(pickle, reason).SetArgDisplayNames(name);

    private static InvalidFileException AssertRefused(byte[] file)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("hostile.pth"), file);
        InvalidFileException error = Refusal.Of(() => WeightFile.Open(folder.File("hostile.pth")));
        Assert.That(error.Message, Does.Contain("hostile.pth").And.Not.Contain("\n"));
        Assert.That(Directory.GetFiles(folder.FullPath), Has.Length.EqualTo(1));
        return error;
    }

    /// <summary>The expected file holds half types widened to float32, and bool as uint8.</summary>
    private static StoredTensor AsExpected(StoredTensor tensor) => tensor.ElementType switch
    {
        ElementType.Float16 or ElementType.BFloat16 => StoredTensor.FromTensor(tensor.Name, tensor.ToTensor()),
        ElementType.Bool => new StoredTensor(tensor.Name, ElementType.UInt8, tensor.Shape, tensor.Bytes),
        _ => tensor,
    };

    private static void AssertEqual(WeightSet actual, WeightSet expected)
    {
        Assert.That(actual.Tensors.Select(Describe), Is.EqualTo(expected.Tensors.Select(Describe)));
        foreach ((StoredTensor tensor, StoredTensor wanted) in actual.Tensors.Zip(expected.Tensors))
            Assert.That(tensor.Bytes.Span.SequenceEqual(wanted.Bytes.Span), tensor.Name);
    }

    private static string Describe(StoredTensor tensor) => $"{tensor.Name} {tensor.ElementType} {tensor.Shape}";
}
