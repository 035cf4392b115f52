using System.Diagnostics;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

/// <summary>Whatever the bytes are, opening them gives weights or one kind of error, soon.</summary>
internal sealed class DamagedFileTests
{
    private const int Rounds = 400;
    private const long MostBytes = 256L << 20;
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(5);
    private static readonly string[] FileNames = [.. SmallFiles.Valid().Select(file => file.Name)];
    private static readonly string[] BundleParts = ["w.index", "w.data-00001-of-00002"];

    [TestCaseSource(nameof(FileNames))]
    public void Open_RandomlyDamagedFile_GivesWeightsOrAnInvalidFile(string name)
    {
        using var folder = new TemporaryFolder();
        byte[] valid = SmallFiles.Valid().Single(file => file.Name == name).Bytes;
        OpenDamaged(folder.File(name), valid, folder.File(name));
    }

    [TestCaseSource(nameof(BundleParts))]
    public void Open_RandomlyDamagedBundle_GivesWeightsOrAnInvalidFile(string part)
    {
        using var folder = new TemporaryFolder();
        BundleFiles.Write(folder);
        OpenDamaged(folder.File(part), File.ReadAllBytes(folder.File(part)), folder.File("w.index"));
    }

    [Test]
    public void Open_BundleWithADamagedEntryUnderAValidChecksum_GivesWeightsOrAnInvalidFile()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        for (int round = 0; round < Rounds; round++)
        {
            BundleFiles.Write(folder, damage: entry => entry[random.Next(entry.Length)] = (byte)random.Next(256));
            AssertOpensOrRefuses(folder.File("w.index"), File.ReadAllBytes(folder.File("w.index")), folder.File("w"));
        }
    }

    [Test]
    public void Open_ZipWithADamagedPickleUnderAValidChecksum_GivesWeightsOrAnInvalidFile()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(3);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] pickle = SmallFiles.TensorPickle();
            for (int flip = random.Next(1, 4); flip > 0; flip--) pickle[random.Next(pickle.Length)] = (byte)random.Next(256);
            AssertOpensOrRefuses(folder.File("w.pth"), SmallFiles.TorchZip(pickle, SmallFiles.SixFloats), folder.File("w.pth"));
        }
    }

    [Test]
    public void Open_RandomBytesAfterEachMagicNumber_GivesAnInvalidFile()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(11);
        byte[][] starts =
        [
            [], [0x80, 2], [0x93, .. "NUMPY"u8, 1, 0], [.. "PK\x03\x04"u8], [0x20, 0, 0, 0, 0, 0, 0, 0, (byte)'{'],
            SmallFiles.TorchLegacy([], [])[..15],
        ];
        for (int round = 0; round < Rounds; round++)
        {
            var noise = new byte[random.Next(1, 300)];
            random.NextBytes(noise);
            AssertOpensOrRefuses(folder.File("noise"), [.. starts[round % starts.Length], .. noise], folder.File("noise"));
        }
    }

    private static void OpenDamaged(string damaged, byte[] valid, string opened)
    {
        var random = new Random(7);
        for (int length = 0; length < valid.Length; length += Math.Max(1, valid.Length / 150))
            AssertOpensOrRefuses(damaged, valid[..length], opened);
        for (int round = 0; round < Rounds; round++)
        {
            byte[] bytes = [.. valid];
            for (int flip = random.Next(1, 4); flip > 0; flip--) bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            AssertOpensOrRefuses(damaged, bytes, opened);
        }
    }

    private static void AssertOpensOrRefuses(string damaged, byte[] bytes, string opened)
    {
        File.WriteAllBytes(damaged, bytes);
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        try
        {
            using WeightSet weights = WeightFile.Open(opened);
            foreach (StoredTensor tensor in weights.Tensors) tensor.ToTensor();
        }
        catch (InvalidFileException error)
        {
            Assert.That(error.Message, Does.Not.Contain("\n"));
        }

        Assert.That(watch.Elapsed, Is.LessThan(Soon));
        Assert.That(GC.GetAllocatedBytesForCurrentThread() - allocatedBefore, Is.LessThan(MostBytes));
    }
}
