using System.IO.Compression;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

internal sealed class WeightFileTests
{
    private static readonly string[] UnnamedFiles = [.. SmallFiles.Valid().Select(file => file.Name)];

    [TestCaseSource(nameof(UnnamedFiles))]
    public void Open_FileWithoutSuffix_IsRecognisedByItsContent(string name)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("weights"), SmallFiles.Valid().Single(file => file.Name == name).Bytes);
        using WeightSet weights = WeightFile.Open(folder.File("weights"));
        Assert.That(weights.Tensors, Is.Not.Empty);
    }

    [TestCase("missing", "does not exist")]
    [TestCase("folder", "is a folder")]
    [TestCase("empty", "is empty")]
    [TestCase("empty.safetensors", "is empty")]
    [TestCase("text", "no format that is understood")]
    [TestCase("other.zip", "neither PyTorch's")]
    public void Open_NoWeights_IsRefusedWithTheReason(string name, string reason)
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("folder"));
        File.WriteAllBytes(folder.File("empty"), []);
        File.WriteAllBytes(folder.File("empty.safetensors"), []);
        File.WriteAllText(folder.File("text"), "Just some words, and not very many at that.");
        File.WriteAllBytes(folder.File("other.zip"), SmallFiles.Zip(CompressionLevel.Fastest, ("a.txt", [1])));
        InvalidFileException error = Refusal.Of(() => WeightFile.Open(folder.File(name)));
        Assert.That(error.Message, Does.Contain(reason).And.Contain(name));
    }

    [TestCase("")]
    [TestCase("a\0b")]
    public void Open_NameOfNoFile_IsRefused(string path) => Refusal.Of(() => WeightFile.Open(path));

    [Test]
    public void Open_FileThatMayNotBeRead_SaysSo()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess) Assert.Ignore("this user may read everything");
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("secret"), [1]);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(folder.File("secret"), UnixFileMode.None);
        Assert.That(Refusal.Of(() => WeightFile.Open(folder.File("secret"))).Message, Does.Contain("permission"));
    }
}
