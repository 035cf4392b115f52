using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

internal sealed class TensorFlowTests
{
    private const string Decom = "weights/official/issr/Decom";
    private const string Prefix = "RetinexNet-Decom-422000";

    [Test]
    public void Open_TwoDataFiles_ReadsNumbersAndNamesTheRest()
    {
        using var folder = new TemporaryFolder();
        BundleFiles.Write(folder);
        using WeightSet weights = WeightFile.Open(folder.File("w"));
        Assert.That(weights.Get("a").Data, Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
        Assert.That(weights.Unreadable.Keys, Is.EqualTo(new[] { "text" }));
        Assert.That(Refusal.Of(() => weights.Get("text")).Message, Does.Contain("no numbers"));
    }

    [Test]
    public void Open_CompressedBlock_IsRefusedByName()
    {
        using var folder = new TemporaryFolder();
        BundleFiles.Write(folder, compression: 1);
        Assert.That(Refusal.Of(() => WeightFile.Open(folder.File("w"))).Message, Does.Contain("snappy"));
    }

    [TestCase("w.data-00001-of-00002", "w.index", "w.data-00001-of-00002")]
    [TestCase("w.index", "w.data-00001-of-00002", "w.index")]
    public void Open_HalfABundle_NamesTheMissingFile(string removed, string opened, string named)
    {
        using var folder = new TemporaryFolder();
        BundleFiles.Write(folder);
        File.Delete(folder.File(removed));
        Assert.That(Refusal.Of(() => WeightFile.Open(folder.File(opened))).Message, Does.Contain(named));
    }

    [TestCase("model_checkpoint_path: \"w\"\nall_model_checkpoint_paths: \"old\"\n")]
    [TestCase("model_checkpoint_path: \"/home/someone/w\"\n")]
    public void Open_FolderWithAList_TakesTheLatest(string list)
    {
        using var folder = new TemporaryFolder();
        BundleFiles.Write(folder);
        File.WriteAllText(folder.File("checkpoint"), list);
        using WeightSet weights = WeightFile.Open(folder.FullPath);
        Assert.That(weights.Contains("a"));
    }

    [TestCase("model_checkpoint_path: \"other\"\n", "\"other\"")]
    [TestCase("nothing", "no model_checkpoint_path")]
    public void Open_FolderWithAWrongList_SaysSo(string list, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("checkpoint"), list);
        Assert.That(Refusal.Of(() => WeightFile.Open(folder.FullPath)).Message, Does.Contain(reason));
    }

    [TestCase(524, "DecomNet/g_conv1_1/weights")]
    [TestCase(943503, "DecomNet/l_conv1_4/weights")]
    public void Open_OneByteOfTheDataFlipped_NamesTheTensor(int position, string tensor)
    {
        using TemporaryFolder folder = CopyWithFlip(".data-00000-of-00001", position);
        string message = Refusal.Of(() => WeightFile.Open(folder.File(Prefix + ".index"))).Message;
        Assert.That(message, Does.Contain($"checksum of tensor \"{tensor}\""));
    }

    [TestCase(0)]
    [TestCase(400)]
    public void Open_OneByteOfTheIndexFlipped_IsRefused(int position)
    {
        using TemporaryFolder folder = CopyWithFlip(".index", position);
        string message = Refusal.Of(() => WeightFile.Open(folder.File(Prefix + ".index"))).Message;
        Assert.That(message, Does.Contain("checksum of its data block"));
    }

    private static TemporaryFolder CopyWithFlip(string suffix, int position)
    {
        string source = TestFiles.Shared(Decom);
        var folder = new TemporaryFolder();
        foreach (string part in new[] { ".index", ".data-00000-of-00001" })
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(source, Prefix + part));
            if (part == suffix) bytes[position] ^= 0x10;
            File.WriteAllBytes(folder.File(Prefix + part), bytes);
        }

        return folder;
    }
}
