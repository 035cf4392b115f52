using GpuRetinex.Tensors;
using GpuRetinex.Tests.Networks;
using GpuRetinex.Tests.Weights;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Cli;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class ImportTests : IDisposable
{
    private const string Decom = "weights/official/issr/Decom";
    private static readonly string Lite = Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Import_OfficialDecom_IsTheBundleTurned()
    {
        string output = _folder.File("decom.safetensors"), bundle = TestFiles.Shared(Decom);
        CliProcess.Run("import", bundle, "-o", output, "--network", "issr/decom").Succeeded();

        using WeightSet imported = WeightFile.Open(output), official = WeightFile.Open(bundle), turned =
            TensorFlowLayout.ToOihw(official);
        Assert.That(imported.Metadata["layout"], Is.EqualTo("OIHW"));
        Assert.That(imported.Tensors.Select(tensor => tensor.Name), Is.EqualTo(official.Tensors.Select(tensor => tensor.Name)));
        foreach (StoredTensor tensor in imported.Tensors)
            Assert.That(tensor.Bytes.Span.SequenceEqual(turned.Find(tensor.Name)!.Bytes.Span), tensor.Name);
    }

    [Test]
    public void Import_SeveralSources_Merges()
    {
        string output = _folder.File("both.safetensors");
        CliProcess.Run("import", TestFiles.Shared(Decom), TestFiles.Shared("weights/official/issr/Relight"), "-o", output)
            .Succeeded();
        using WeightSet merged = WeightFile.Open(output);
        Assert.That(merged.Tensors, Has.Count.EqualTo(18 + 24));
    }

    [TestCase("zip.pth")]
    [TestCase("legacy.pth")]
    [TestCase("arrays.npz")]
    public void Import_OtherFormats_KeepsTheNumbers(string name)
    {
        string source = _folder.File(name), output = _folder.File("out.safetensors");
        File.WriteAllBytes(source, SmallFiles.Valid().Single(file => file.Name == name).Bytes);
        CliProcess.Run("import", source, "-o", output).Succeeded();
        using WeightSet imported = WeightFile.Open(output);
        Assert.That(imported.Get(imported.Tensors[0].Name).Data, Is.EqualTo(new float[] { 1, 2, 3, 4, 5, 6 }));
    }

    /// <summary>The imported file gives the golden results: nothing is lost or renamed on the way.</summary>
    [TestCase("sftnet_zip.pth", "sftgan", "sftnet_a.safetensors")]
    [TestCase("sftnet_legacy.pth", "sftgan/sftnet", "sftnet_a.safetensors")]
    [TestCase("denoise.caffemodel", "denoise", "denoise_a_140.safetensors")]
    public void Import_ReferenceCheckpoint_PassesParity(string checkpoint, string network, string golden)
    {
        string output = _folder.File("out.safetensors");
        CliProcess.Run("import", TestFiles.Shared($"golden/dev/checkpoints/{checkpoint}"), "-o", output, "--network", network)
            .Succeeded();
        CliProcess.Run("parity", "--golden", TestFiles.Shared($"golden/dev/{golden}"), "--weights", output, "--device", "simd")
            .Succeeded();
    }

    [Test]
    public void Import_OfficialDnCnn_KeepsAllTensorsAndTheMetadataGiven()
    {
        string output = _folder.File("dncnn.safetensors"), source = TestFiles.Shared("weights/official/dncnn_25.pth");
        CliProcess.Run("import", source, "-o", output, "--network", "denoise/dncnn", "--metadata", "sigma=25").Succeeded();
        using WeightSet imported = WeightFile.Open(output);
        Assert.That((imported.Tensors.Count, imported.ParameterCount), Is.EqualTo((34, 555_137)));
        Assert.That(
            (imported.Metadata["sigma"], imported.Metadata["network"], imported.Metadata["layout"]),
            Is.EqualTo(("25", "denoise/dncnn", "OIHW")));
    }

    /// <summary>Counters of batch normalisation are in checkpoints of newer programs only; neither is worth a message.</summary>
    [TestCase(true)]
    [TestCase(false)]
    public void Import_OutdoorSceneSegWithOrWithoutCounters_Succeeds(bool withCounters)
    {
        string source = _folder.File("seg.safetensors"), output = _folder.File("out.safetensors");
        StoredTensor[] tensors = [.. SmallNetworks.OutdoorSceneSeg()];
        IEnumerable<StoredTensor> counters = tensors.Where(
            tensor => tensor.Name.EndsWith("running_var", StringComparison.Ordinal))
            .Select(
                tensor => new StoredTensor(
                    tensor.Name.Replace("running_var", "num_batches_tracked", StringComparison.Ordinal), ElementType.Int64,
                    new Shape([]), new byte[8]));
        SafetensorsWriter.Write(source, withCounters ? [.. tensors, .. counters] : tensors);
        CliProcess.Run("import", source, "-o", output, "--network", "sftgan/segmentation").Succeeded();
    }

    [Test]
    public void Import_MissingTensors_ListsEachAndWritesNothing()
    {
        string source = _folder.File("part.safetensors"), output = _folder.File("out.safetensors");
        using (WeightSet lite = WeightFile.Open(Lite))
        {
            IEnumerable<StoredTensor> decom = lite.Tensors.Where(
                tensor => tensor.Name.StartsWith("DecomNet/", StringComparison.Ordinal));
            SafetensorsWriter.Write(source, decom.Where((_, i) => i is not (3 or 6)));
        }

        CliResult result = CliProcess.Run("import", source, "-o", output, "--network", "issr/decom");

        Assert.That(result.ExitCode, Is.EqualTo(3));
        Assert.That(result.Complaints, Has.Count.EqualTo(3).And.Exactly(2).StartsWith("missing: DecomNet/"));
        Assert.That(result.Complaints[^1], Does.Contain(source).And.Contain("lacks 2 tensors"));
        Assert.That(File.Exists(output), Is.False);
    }

    [Test]
    public void Import_UnexpectedTensors_AreListedAndLeftOut()
    {
        string output = _folder.File("decom.safetensors");
        CliResult result = CliProcess.Run("import", Lite, "-o", output, "--network", "issr/decom");
        Assert.That(result.ExitCode, Is.Zero, result.Error);
        Assert.That(result.Complaints, Has.Count.EqualTo(214 - 18).And.All.StartWith("unexpected, left out: "));
        using WeightSet imported = WeightFile.Open(output);
        Assert.That(imported.Tensors, Has.Count.EqualTo(18));
        Assert.That(imported.Tensors.Select(tensor => tensor.Name), Is.All.StartsWith("DecomNet/"));
    }

    [Test]
    public void Import_OutputExists_IsLeftUnlessAskedToOverwrite()
    {
        string output = _folder.File("out.safetensors");
        File.WriteAllText(output, "mine");
        CliProcess.Run("import", Lite, "-o", output).Refused(3, output, "--overwrite");
        Assert.That(File.ReadAllText(output), Is.EqualTo("mine"));
        CliProcess.Run("import", Lite, "-o", output, "--overwrite").Succeeded();
        CliProcess.Run("import", output, "-o", output, "--overwrite").Refused(3, output, "never overwritten");
    }

    [Test]
    public void Import_FlippedByteInABundle_IsRefused()
    {
        string bundle = TestFiles.Shared(Decom);
        foreach (string file in Directory.GetFiles(bundle)) File.Copy(file, _folder.File(Path.GetFileName(file)));
        string data = Directory.GetFiles(_folder.FullPath, "*.data-*").Single();
        byte[] bytes = File.ReadAllBytes(data);
        bytes[5000] ^= 1;
        File.SetAttributes(data, FileAttributes.Normal);
        File.WriteAllBytes(data, bytes);
        CliProcess.Run("import", _folder.FullPath, "-o", _folder.File("out.safetensors"))
            .Refused(3, _folder.FullPath, "checksum");
        Assert.That(File.Exists(_folder.File("out.safetensors")), Is.False);
    }
}
