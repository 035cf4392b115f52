using GpuRetinex.Devices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>This processor's vector units: the device that every machine has.</summary>
/// <param name="level">Vector width; by default the widest that the processor has.</param>
/// <param name="threads">Threads; by default as many as there are processors.</param>
/// <param name="exact">Whether algorithms that trade accuracy for speed (Winograd) are left out.</param>
public sealed class SimdFamily(SimdLevel? level = null, int? threads = null, bool exact = false) : IDeviceFamily
{
    private readonly SimdLevel _level = level ?? SimdLevels.Widest;
    private readonly int _threads = threads ?? Environment.ProcessorCount;

    public IReadOnlyList<DeviceDescription> FindDevices() =>
    [
        new DeviceDescription(
            "simd", $"{_threads} threads, {SimdLevels.InstructionSet(_level)}", "simd", DeviceType.Cpu,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, $".NET {Environment.Version}"),
    ];

    public IDevice Open(DeviceDescription device) => _level switch
    {
        SimdLevel.Vector512 => new SimdDevice<Float512>(device, _level, _threads, exact),
        SimdLevel.Vector256 => new SimdDevice<Float256>(device, _level, _threads, exact),
        _ => new SimdDevice<Float128>(device, _level, _threads, exact),
    };
}
