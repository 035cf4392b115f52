using GpuRetinex.Devices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

internal sealed class SimdDevice<TVector>(DeviceDescription description, int threads, bool exact) : IDevice
    where TVector : struct, ISimdVector<TVector>
{
    private readonly Workers _workers = new(threads);
    private readonly WeightCache<TVector> _weights = new();

    public DeviceDescription Description { get; } = description;

    public IExecutable Compile(Plan plan)
    {
        try
        {
            return new SimdExecutable<TVector>(plan, _weights, _workers, exact);
        }
        catch (OutOfMemoryException exception)
        {
            long megabytes = plan.ArenaElements * sizeof(float) >> 20;
            throw new DeviceException(Description.Id, $"the picture needs {megabytes} MiB of memory, which the system does not give", "Use a smaller picture.", exception);
        }
    }

    public void Dispose() => _weights.Dispose();
}
