using GpuRetinex.Devices;
using GpuRetinex.Kernels.Ilgpu;

namespace GpuRetinex.Tests.Ilgpu;

internal sealed class IlgpuFamilyTests
{
    [Test]
    public void FindDevices_AnyMachine_EndsWithSimulator()
    {
        DeviceDescription last = new IlgpuFamily().FindDevices()[^1];

        Assert.That(last.Id, Is.EqualTo("ilgpu-cpu"));
        Assert.That(last.Type, Is.EqualTo(DeviceType.Simulator));
        Assert.That(last.Refusal, Is.Null);
    }

    [Test]
    public void FindDevices_AnyMachine_DescribesEachOnce()
    {
        IReadOnlyList<DeviceDescription> devices = new IlgpuFamily().FindDevices();

        Assert.That(devices.Select(device => device.Id), Is.Unique);
        Assert.That(devices.Select(device => device.Driver), Has.None.Empty);
        Assert.That(devices.Select(device => device.MemoryBytes), Has.All.Positive);
    }

    [Test]
    public void FindDevices_Llvmpipe_IsSoftwareThatOpensWhenNamed()
    {
        DeviceDescription llvmpipe = Llvmpipe.Find(new IlgpuFamily());

        Assert.That(llvmpipe.Type, Is.EqualTo(DeviceType.Software));
        Assert.That(llvmpipe.Refusal, Is.Null);
    }

    [Test]
    public void Open_UnknownDevice_NamesIt()
    {
        var family = new IlgpuFamily();
        DeviceDescription unknown = family.FindDevices()[^1] with { Id = "cuda:99" };

        DeviceException? exception = Assert.Throws<DeviceException>(() => family.Open(unknown));
        Assert.That(exception!.Device, Is.EqualTo("cuda:99"));
    }
}
