using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Operators;

namespace GpuRetinex.Tests.Devices;

/// <summary>Which device is taken, and what is remembered of it.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
internal sealed class DeviceSelectorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _said = [];

    public void Dispose() => _folder.Dispose();

    [Test]
    public void Auto_GpuThatPasses_IsTakenAndSaid()
    {
        Assert.That(Open("auto", new StubFamily(DeviceType.Gpu)), Is.EqualTo("stub:0"));
        Assert.That(_said[^1], Does.Contain("stub:0").And.Contain("first GPU that passes"));
    }

    [Test]
    public void Auto_BrokenGpu_IsPassedOverWithTheOperatorsName()
    {
        Assert.That(Open("auto", new StubFamily(DeviceType.Gpu, isBroken: true)), Is.EqualTo("simd"));
        Assert.That(_said, Has.Some.Contains("stub:0").And.Contains("Convolution2D").And.Contains("relative error"));
        Assert.That(_said[^1], Does.Contain("simd").And.Contain("no GPU here can be used"));
    }

    [Test]
    public void Named_BrokenGpu_IsRefused()
    {
        var exception = Assert.Throws<DeviceException>(() => Open("stub", new StubFamily(DeviceType.Gpu, isBroken: true)));
        Assert.That(exception!.Fault, Is.EqualTo(DeviceFault.WrongResult));
        Assert.That(exception.Message, Does.Contain("Convolution2D").And.Contain("--device simd"));
    }

    [Test]
    public void Auto_OneBrokenAlgorithm_IsPassedOverWithItsName([Values("winograd 2x2", "winograd 6x6")] string algorithm)
    {
        Assert.That(Open("auto", new StubFamily(DeviceType.Gpu, brokenAlgorithm: algorithm)), Is.EqualTo("simd"));
        Assert.That(_said, Has.Some.Contains("stub:0").And.Contains($"Convolution2D by '{algorithm}'"));
    }

    [Test]
    public void Auto_SoftwareAlone_TakesTheProcessorAndSaysWhy()
    {
        Assert.That(Open("auto", new StubFamily(DeviceType.Software)), Is.EqualTo("simd"));
        Assert.That(_said, Has.Some.Contains("stub:0").And.Contains("only when named"));
    }

    [Test]
    public void Named_Software_Serves() => Assert.That(Open("stub", new StubFamily(DeviceType.Software)), Is.EqualTo("stub:0"));

    [Test]
    public void SecondStart_SameDevice_IsNotCheckedAgain()
    {
        Open("stub", new StubFamily(DeviceType.Gpu));
        var second = new StubFamily(DeviceType.Gpu);
        Open("stub", second);
        Assert.That(second.Compiled, Is.Zero);
    }

    [TestCase("")]
    [TestCase("null")]
    [TestCase("[]")]
    [TestCase("{}")]
    [TestCase("not JSON")]
    [TestCase("{\"Key\": null, \"Report\": null}")]
    [TestCase("cut short")]
    [TestCase("other key")]
    [TestCase("fewer operators")]
    [TestCase("folder")]
    public void CorruptVerdict_IsCheckedAgain(string damage)
    {
        var first = new StubFamily(DeviceType.Gpu);
        Open("stub", first);
        string file = Directory.GetFiles(_folder.FullPath).Single();
        Damage(file, damage);

        var sound = new StubFamily(DeviceType.Gpu);
        Assert.That(Open("stub", sound), Is.EqualTo("stub:0"));
        Assert.That(sound.Compiled, Is.EqualTo(first.Compiled), "checked again");

        Damage(file, damage);
        Assert.Throws<DeviceException>(() => Open("stub", new StubFamily(DeviceType.Gpu, isBroken: true)));
    }

    [Test]
    public void NoCacheFolder_ChecksEveryTime()
    {
        var family = new StubFamily(DeviceType.Gpu);
        Select(family, new UserCache(null)).Open("stub", Precision.Default, _said.Add).Dispose();
        int compiled = family.Compiled;
        Assert.That(compiled, Is.AtLeast(DeviceCheck.CaseCount));
        Select(family, new UserCache(null)).Open("stub", Precision.Default, _said.Add).Dispose();
        Assert.That(family.Compiled, Is.EqualTo(2 * compiled));
    }

    [Test]
    public void Check_EveryOperatorWithKernels_HasACase()
    {
        IEnumerable<Type> operators = typeof(Operator).Assembly.GetTypes()
            .Where(type => type.IsSubclassOf(typeof(Operator)) && !type.IsAbstract);
        Assert.That(DeviceCheck.Operators.Append(typeof(Concat)), Is.EquivalentTo(operators), "Concat becomes copies or slices");
    }

    private string Open(string request, StubFamily family)
    {
        using TunedDevice device = Select(family, new UserCache(_folder.FullPath)).Open(request, Precision.Default, _said.Add);
        return device.Description.Id;
    }

    private static DeviceSelector Select(StubFamily family, UserCache cache) => new([family, new SimdFamily()], cache);

    private static void Damage(string file, string damage)
    {
        if (Directory.Exists(file)) return;
        string text = File.ReadAllText(file);
        switch (damage)
        {
            case "cut short": File.WriteAllText(file, text[..(text.Length / 2)]); break;
            case "other key": File.WriteAllText(file, text.Replace("driver 1", "driver 2", StringComparison.Ordinal)); break;
            case "fewer operators":
                int start = text.IndexOf("\"Operators\": [", StringComparison.Ordinal);
                File.WriteAllText(file, text[..start] + "\"Operators\": []}}");
                break;
            case "folder":
                File.Delete(file);
                Directory.CreateDirectory(Path.Combine(file, "within"));
                break;
            default: File.WriteAllText(file, damage); break;
        }
    }
}
