namespace GpuRetinex.Devices;

/// <summary>What findings about a device hold for.</summary>
internal static class DeviceKey
{
    /// <summary>
    /// Hardware, driver, precision and kernels, a line each: the same for every device of one make in a machine.
    /// </summary>
    public static string[] Of(IDeviceFamily family, DeviceDescription device, Precision precision) =>
    [
        $"device {device.Model ?? device.Name}",
        $"family {device.Family}, {device.Kind}",
        $"driver {device.Driver}",
        $"precision {precision}",
        $"kernels {family.KernelHash}",
    ];
}
