using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Tests.Devices;

namespace GpuRetinex.Tests.Tuning;

/// <summary>What is kept of measurements, and what becomes of a file that is not what it should be.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class TuningFileTests : IDisposable
{
    private static readonly ConvolutionShape Shape = new(64, 32, 3, 3, 1, 1, 1, 40, 60);

    private static readonly TunedLayer Layer = new(
        Shape, "winograd 6x6", "winograd 4x4",
        new Dictionary<string, double> { ["direct"] = 3, ["winograd 4x4"] = 2, ["winograd 6x6"] = 1.5 });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Write_ThenRead_GivesTheSameLayers()
    {
        Assert.That(File().Write(new TunedLayers(Layer, Layer with { Shape = Shape with { Width = 61 } })), Is.True);
        IReadOnlyList<TunedLayer> read = File().Read().All;
        Assert.That(read, Has.Count.EqualTo(2));
        Assert.That(read[0] with { Milliseconds = Layer.Milliseconds }, Is.EqualTo(Layer));
        Assert.That(read[0].Milliseconds, Is.EqualTo(Layer.Milliseconds), "losers are kept");
    }

    [Test]
    public void Write_HasALineForEachLayerAndNamesTheDevice()
    {
        File().Write(new TunedLayers(Layer, Layer with { Shape = Shape with { Width = 61 } }));
        string[] lines = System.IO.File.ReadAllLines(File().FullPath!);
        Assert.That(lines.Count(line => line.Contains("\"algorithm\"", StringComparison.Ordinal)), Is.EqualTo(2));
        Assert.That(lines, Has.Some.Contains("\"device a stub\"").And.Some.Contains("\"driver driver 1\""));
    }

    [Test]
    public void Keep_SecondNetwork_AddsAndReplacesOnlyWhatItMeasured()
    {
        ConvolutionShape other = Shape with { Inputs = 3 };
        using (TunedDevice first = Open()) first.Keep([Layer]);
        using (TunedDevice second = Open()) second.Keep([Layer with { Shape = other }]);
        using TunedDevice third = Open();
        third.Keep([Layer with { Shape = other, Algorithm = "direct" }]);
        Assert.That(Algorithm(File().Read(), Shape), Is.EqualTo("winograd 6x6"));
        Assert.That(Algorithm(File().Read(), other), Is.EqualTo("direct"));
        Assert.That(Algorithm(third.Layers, Shape), Is.EqualTo("winograd 6x6"));
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("not JSON")]
    [TestCase("\0\0\0\0")]
    [TestCase("cut short")]
    [TestCase("folder")]
    [TestCase("\"version\": 1", "\"version\": 2")]
    [TestCase("driver 1", "driver 2")]
    [TestCase("\"height\":40", "\"height\":0")]
    [TestCase("\"height\":40", "\"height\":-40")]
    [TestCase("\"height\":40", "\"height\":99999999999")]
    [TestCase("\"height\":40,", "")]
    [TestCase("\"winograd 6x6\",", "null,")]
    [TestCase("\"direct\":3", "\"direct\":null")]
    [TestCase("\"direct\":3", "\"direct\":1e999x")]
    [TestCase("\n    {", "\n    null, {")]
    public void Read_Damaged_CountsAsNone(string damage, string? replacement = null)
    {
        File().Write(new TunedLayers(Layer));
        Damage(File().FullPath!, damage, replacement);
        Assert.That(File().Read().All, Is.Empty);
    }

    [Test]
    public void Read_Damaged_IsReplacedByTheNextMeasurement()
    {
        File().Write(new TunedLayers(Layer));
        Damage(File().FullPath!, "cut short", replacement: null);
        using TunedDevice device = Open();
        Assert.That(device.Keep([Layer]), Is.True);
        Assert.That(File().Read().All, Has.Count.EqualTo(1));
    }

    [Test]
    public void Write_ManyAtOnce_LeavesAWholeFile()
    {
        Parallel.For(
            0, 24,
            i => File().Write(
                new TunedLayers(
                    Enumerable.Range(1, i + 1).Select(width => Layer with { Shape = Shape with { Width = width } }))));
        Assert.That(File().Read().All, Is.Not.Empty);
        Assert.That(Directory.GetFiles(_folder.FullPath), Has.Length.EqualTo(1));
    }

    [Test]
    public void Write_NoFolder_IsToldAndTheChoicesStillHold()
    {
        using TunedDevice device = Open(new UserCache(null));
        Assert.That(device.Keep([Layer]), Is.False);
        Assert.That(device.File.FullPath, Is.Null);
        Assert.That(Algorithm(device.Layers, Shape), Is.EqualTo("winograd 6x6"));
    }

    [Test]
    public void Name_DependsOnDeviceDriverAndPrecision()
    {
        DeviceDescription device = new StubFamily(DeviceType.Gpu).FindDevices()[0];
        string?[] names =
        [
            File().FullPath, File(device with { Name = "another" }).FullPath, File(device with { Driver = "driver 2" }).FullPath,
            File(device, Precision.Exact).FullPath,
        ];
        Assert.That(names, Is.Unique);
        Assert.That(File(device with { Id = "stub:1" }).FullPath, Is.EqualTo(names[0]), "two cards of one make share it");
    }

    [Test]
    public void Name_SimdWithOtherThreads_IsTheSame() =>
        Assert.That(OfSimd(new SimdFamily(threads: 1)), Is.EqualTo(OfSimd(new SimdFamily(threads: 5))));

    [Test]
    public void Name_SimdWithOtherVectors_IsAnother() =>
        Assert.That(OfSimd(new SimdFamily(SimdLevel.Vector128)), Is.Not.EqualTo(OfSimd(new SimdFamily(SimdLevel.Vector512))));

    private static string? Algorithm(TunedLayers layers, ConvolutionShape shape) => layers.For(shape);

    private string? OfSimd(SimdFamily family) =>
        new TuningFile(new UserCache(_folder.FullPath), family, family.FindDevices()[0], Precision.Default).FullPath;

    private TuningFile File(DeviceDescription? device = null, Precision precision = Precision.Default)
    {
        var family = new StubFamily(DeviceType.Gpu);
        return new TuningFile(new UserCache(_folder.FullPath), family, device ?? family.FindDevices()[0], precision);
    }

    private TunedDevice Open(UserCache? cache = null) =>
        new DeviceSelector([new StubFamily(DeviceType.Simulator)], cache ?? new UserCache(_folder.FullPath))
        .Open("stub", Precision.Default, _ => { });

    private static void Damage(string file, string damage, string? replacement)
    {
        string text = System.IO.File.ReadAllText(file);
        switch (damage)
        {
            case "cut short":
                System.IO.File.WriteAllText(file, text[..(text.Length / 2)]);
                break;
            case "folder":
                System.IO.File.Delete(file);
                Directory.CreateDirectory(Path.Combine(file, "within"));
                break;
            case var _ when replacement is not null:
                Assert.That(text, Does.Contain(damage));
                System.IO.File.WriteAllText(file, text.Replace(damage, replacement, StringComparison.Ordinal));
                break;
            default:
                System.IO.File.WriteAllText(file, damage);
                break;
        }
    }
}
