using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

internal sealed class SafetensorsTests
{
    private static readonly TestCaseData[] Damaged =
    [
        Header("not an object", "[]", "not a JSON object"),
        Header("not JSON", "{\"a\"", "not valid JSON"),
        Header(
            "duplicate key",
            """{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]},"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""",
            "not valid JSON"),
        Header("deep nesting", new string('[', 5000), "not valid JSON"),
        Header("lone surrogate", """{"\ud800":{"dtype":"F32","shape":[6],"data_offsets":[0,24]}}""", "not valid"),
        Header("unknown dtype", Entry("F13", "6", "0,24"), "unknown dtype \"F13\""),
        Header("too few bytes", Entry("F32", "5", "0,24"), "instead of 20"),
        Header("beyond the end", Entry("F32", "7", "0,28"), "bytes 0 to 28 of 24"),
        Header("gap at the start", Entry("F32", "5", "4,24"), "leaves a gap"),
        Header("rest at the end", Entry("F32", "5", "0,20"), "end at byte 20 of 24"),
        Header("backwards", Entry("F32", "6", "24,0"), "runs backwards"),
        Header("negative offset", Entry("F32", "6", "-4,24"), "no natural number"),
        Header("huge offset", Entry("F32", "6", "0,99999999999999999999"), "no natural number"),
        Header("fraction", Entry("F32", "1.5", "0,24"), "no natural number"),
        Header("terabytes", Entry("F32", "1000000,1000000", "0,24"), "instead of 4000000000000"),
        Header("overflow", Entry("F32", "4294967296,4294967296,4294967296", "0,24"), "impossible shape"),
        Header("overflow before a zero", Entry("F32", "2147483647,2147483647,2147483647,0", "0,24"), "impossible shape"),
        Header("no dtype", """{"a":{"shape":[6],"data_offsets":[0,24]}}""", "has no dtype"),
        Header("unknown field", """{"a":{"dtype":"F32","shape":[6],"data_offsets":[0,24],"x":1}}""", "unknown field"),
        Header("metadata number", """{"__metadata__":{"a":1}}""", "is not text"),
        Header(
            "overlap",
            """{"a":{"dtype":"F32","shape":[4],"data_offsets":[0,16]},"b":{"dtype":"F32","shape":[4],"data_offsets":[8,24]}}""",
            "overlaps another"),
    ];

    private static readonly TestCaseData[] DamagedStarts =
    [
        new(new byte[] { 1, 2, 3 }, "too few for a header"),
        new(BitConverter.GetBytes(1UL << 60), "at most 100000000"),
        new(BitConverter.GetBytes(ulong.MaxValue), "at most 100000000"),
        new(BitConverter.GetBytes(100UL), "the file has 8"),
        new(new byte[] { 2, 0, 0, 0, 0, 0, 0, 0, (byte)'{', 0xFF }, "not UTF-8"),
    ];

    [TestCaseSource(nameof(Damaged))]
    public void Open_DamagedHeader_IsRefusedWithTheReason(string header, string reason) =>
        AssertRefused(SmallFiles.Safetensors(header, SmallFiles.SixFloats), reason);

    [TestCaseSource(nameof(DamagedStarts))]
    public void Open_DamagedStart_IsRefusedWithTheReason(byte[] file, string reason) => AssertRefused(file, reason);

    [Test]
    public void Write_TensorOfEveryType_IsReadBackBitForBit([Values] ElementType type)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. Enumerable.Range(0, 6 * type.Size()).Select(i => (byte)(i * 37))];
        StoredTensor[] tensors =
        [
            SmallFiles.Stored("b/weights é", type, bytes, 3, 2),
            SmallFiles.Stored("a\"", type, bytes[..type.Size()]),
            SmallFiles.Stored("empty", type, [], 0, 4),
        ];
        var metadata = new Dictionary<string, string> { ["layout"] = "OIHW", ["é"] = "\n" };
        SafetensorsWriter.Write(folder.File("w.safetensors"), tensors, metadata);

        using WeightSet read = WeightFile.Open(folder.File("w.safetensors"));
        Assert.That(read.Tensors.Select(tensor => tensor.Name), Is.EqualTo(new[] { "a\"", "b/weights é", "empty" }));
        Assert.That(read.Metadata["é"], Is.EqualTo("\n"));
        foreach (StoredTensor tensor in tensors)
        {
            StoredTensor found = read.Find(tensor.Name)!;
            Assert.That((found.ElementType, found.Shape), Is.EqualTo((type, tensor.Shape)));
            Assert.That(found.Bytes.ToArray(), Is.EqualTo(tensor.Bytes.ToArray()));
        }
    }

    [Test]
    public void Write_SameTensorsInAnotherOrder_GivesTheSameBytesWithAnAlignedHeader()
    {
        using var folder = new TemporaryFolder();
        StoredTensor floats = StoredTensor.FromTensor("a", new Tensor(new Shape(2), [1, 2]));
        StoredTensor[] tensors = [SmallFiles.Stored("b", ElementType.UInt8, [1], 1), floats];
        SafetensorsWriter.Write(folder.File("1"), tensors, new Dictionary<string, string> { ["x"] = "1", ["y"] = "2" });
        SafetensorsWriter.Write(folder.File("2"), tensors.Reverse(), new Dictionary<string, string> { ["y"] = "2", ["x"] = "1" });
        byte[] first = File.ReadAllBytes(folder.File("1"));
        Assert.That(File.ReadAllBytes(folder.File("2")), Is.EqualTo(first));
        Assert.That(BitConverter.ToInt64(first) % 8, Is.Zero);
    }

    [Test]
    public void Write_FailsHalfWay_KeepsTheOldFileAndLeavesNothingBehind()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("w.safetensors");
        SafetensorsWriter.Write(path, [SmallFiles.Stored("a", ElementType.UInt8, [1], 1)]);
        byte[] before = File.ReadAllBytes(path);
        WeightSet closed = WeightFile.Open(path);
        StoredTensor unreadable = closed.Tensors[0];
        closed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => SafetensorsWriter.Write(path, [unreadable]));
        Assert.That(File.ReadAllBytes(path), Is.EqualTo(before));
        Assert.That(Directory.GetFiles(folder.FullPath), Is.EqualTo(new[] { path }));
    }

    [Test]
    public void Write_OverTheFileItReadsFrom_Works()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("w.safetensors");
        SafetensorsWriter.Write(path, [SmallFiles.Stored("a", ElementType.UInt8, [7], 1)]);
        using (WeightSet weights = WeightFile.Open(path)) SafetensorsWriter.Write(path, weights);
        using WeightSet again = WeightFile.Open(path);
        Assert.That(again.Get("a").Data, Is.EqualTo(new[] { 7f }));
    }

    [Test]
    public void Write_FolderIsMissing_IsAnErrorThatNamesTheFile()
    {
        using var folder = new TemporaryFolder();
        string path = folder.File("missing/w.safetensors");
        Assert.That(Refusal.Of(() => SafetensorsWriter.Write(path, [])).Path, Is.EqualTo(path));
    }

    [TestCase("a", "a")]
    [TestCase("__metadata__", "b")]
    public void Write_NameIsTaken_IsRefused(string first, string second)
    {
        StoredTensor[] tensors = [.. new[] { first, second }.Select(name => SmallFiles.Stored(name, ElementType.Bool, [1]))];
        Assert.Throws<ArgumentException>(() => SafetensorsWriter.Write("unused", tensors));
    }

    private static TestCaseData Header(string name, string header, string reason) =>
        new TestCaseData(header, reason).SetArgDisplayNames(name);

    private static string Entry(string type, string shape, string offsets) =>
        $$$"""{"a":{"dtype":"{{{type}}}","shape":[{{{shape}}}],"data_offsets":[{{{offsets}}}]}}""";

    private static void AssertRefused(byte[] file, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("w.safetensors"), file);
        InvalidFileException error = Refusal.Of(() => WeightFile.Open(folder.File("w.safetensors")));
        Assert.That(error.Message, Does.Contain(reason).And.Contain("w.safetensors").And.Not.Contain("\n"));
    }
}
