using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Planning;

namespace GpuRetinex.Cli.Benchmarks;

/// <summary>What is measured, and where.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Size">Of the picture, as users write it.</param>
/// <param name="Plan">The network for that size.</param>
/// <param name="Device">Closed with the subject.</param>
internal sealed record BenchmarkSubject(string Network, string Size, Plan Plan, TunedDevice Device) : IDisposable
{
    /// <exception cref="DeviceException">The device's memory does not suffice; the device is closed.</exception>
    public void RequireMemory()
    {
        long needed = Plan.ArenaElements * sizeof(float), present = Device.Description.MemoryBytes;
        if (needed <= present) return;
        Dispose();
        string problem = $"one run needs {Numbers.Bytes(needed)} of memory, and there are {Numbers.Bytes(present)}";
        throw new DeviceException(Device.Description.Id, problem, "Choose a smaller --size.");
    }

    public void Dispose() => Device.Dispose();
}
