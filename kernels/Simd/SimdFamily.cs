using GpuRetinex.Devices;
using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>This processor's vector units: the device that every machine has.</summary>
/// <param name="level">Vector width; by default the widest that the processor has.</param>
/// <param name="threads">Threads; by default as many as there are processors.</param>
public sealed class SimdFamily(SimdLevel? level = null, int? threads = null) : IDeviceFamily
{
    private readonly SimdLevel _level = level ?? SimdLevels.Widest;
    private readonly int _threads = threads ?? Environment.ProcessorCount;

    public IReadOnlyList<string> Kinds { get; } = ["simd"];

    public IReadOnlyList<DeviceDescription> FindDevices() =>
    [
        new DeviceDescription(
            "simd", $"{_threads} threads, {SimdLevels.InstructionSet(_level)}", "simd", DeviceType.Cpu,
            GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, $".NET {Environment.Version}")
        {
            Model = $"{ProcessorModel.Name}, {SimdLevels.InstructionSet(_level)}",
        },
    ];

    public IDevice Open(DeviceDescription device, Precision precision = Precision.Default) => _level switch
    {
        SimdLevel.Vector512 => new SimdDevice<Float512>(device, _level, _threads, precision),
        SimdLevel.Vector256 => new SimdDevice<Float256>(device, _level, _threads, precision),
        _ => new SimdDevice<Float128>(device, _level, _threads, precision),
    };
}
