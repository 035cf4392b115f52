using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Kernels.Simd.Peak;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

internal sealed class SimdDevice<TVector>(DeviceDescription description, SimdLevel level, int threads, Precision precision)
    : IDevice
    where TVector : struct, ISimdVector<TVector>
{
    /// <summary>
    /// Enough for a picture of 256×192 in ISSR's official widths at once. In bands a step has half as many rows or fewer, so that
    /// a thread that has to wait for another at its end does so a larger share of the time.
    /// </summary>
    private const long MostBytes = 160 << 20;

    private readonly Workers _workers = new(threads);
    private readonly WeightCache<TVector> _weights = new();
    private readonly ArenaPool _arenas = new();

    public DeviceDescription Description { get; } = description;

    public bool RunsTiles => true;

    public BandRule? Bands { get; } = new(MostBytes);

    public IReadOnlyList<string> Algorithms { get; } = ConvolutionAlgorithm.All(precision);

    public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null)
    {
        try
        {
            return new SimdExecutable<TVector>(plan, _weights, _arenas, _workers, new ConvolutionAlgorithm(precision, choice));
        }
        catch (OutOfMemoryException exception)
        {
            long megabytes = plan.ArenaElements * sizeof(float) >> 20;
            throw new DeviceException(
                Description.Id, $"the picture needs {megabytes} MiB of memory, which the system does not give",
                "Allow less with --max-memory, so that it is cut into tiles.", exception, DeviceFault.OutOfMemory);
        }
    }

    public void Trim() => _arenas.Trim();

    public DevicePeak MeasurePeak() => ProcessorPeak.Measure(level, threads);

    public void Dispose()
    {
        _workers.Dispose();
        _weights.Dispose();
        _arenas.Dispose();
    }
}
