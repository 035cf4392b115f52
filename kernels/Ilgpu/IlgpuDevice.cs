using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Kernels.Ilgpu.Peak;
using GpuRetinex.Planning;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>An open ILGPU accelerator with its compiled kernels and the constants uploaded so far.</summary>
public sealed class IlgpuDevice : Devices.IDevice
{
    private readonly Context _context;

    internal IlgpuDevice(DeviceDescription description, Device device, Precision precision)
    {
        Description = description;
        _context = Context.Create(builder => builder.Optimize(OptimizationLevel.O2));
        SharedMemoryBarrier.Register(_context);
        try
        {
            Accelerator = Guard("the device cannot be opened", () => device.CreateAccelerator(_context));
        }
        catch
        {
            _context.Dispose();
            throw;
        }

        Kernels = new KernelCache(Accelerator);
        Algorithms = ConvolutionAlgorithm.All(Kernels, precision);
        Constants = new ConstantCache(Accelerator);
    }

    /// <inheritdoc/>
    public DeviceDescription Description { get; }

    /// <inheritdoc/>
    public bool RunsTiles => true;

    /// <summary>Bands where a picture would fill most of the memory.</summary>
    public BandRule? Bands => new(Description.MemoryBytes / 2);

    /// <inheritdoc/>
    public IReadOnlyList<string> Algorithms { get; }

    /// <summary>Weights and other constants that are on the device now.</summary>
    public int CachedConstants => Constants.Count;

    internal Accelerator Accelerator { get; }

    internal KernelCache Kernels { get; }

    internal ConstantCache Constants { get; }

    /// <inheritdoc/>
    public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null)
    {
        foreach (Lifetime buffer in plan.Lifetimes)
        {
            if (buffer.Elements > LaunchBuilder.LargestCount)
                throw OutOfMemory($"a tensor of {buffer.Elements} elements is too large for 32-bit indices");
        }

        // A view's place in its buffer reaches OpenCL kernels as a 32-bit number.
        if (Accelerator.AcceleratorType == AcceleratorType.OpenCL && plan.ArenaElements > LaunchBuilder.LargestCount)
            throw OutOfMemory($"the plan needs {plan.ArenaElements} elements, more than 32-bit indices reach");

        long bytes = plan.ArenaElements * sizeof(float);
        long memory = Description.MemoryBytes;
        if (bytes > memory) throw OutOfMemory($"the plan needs {bytes >> 20} MiB, the device has {memory >> 20} MiB");
        return Guard(
            "the plan cannot be prepared", () => new IlgpuExecutable(this, plan, new ConvolutionAlgorithm(this, choice)));
    }

    /// <inheritdoc/>
    public DevicePeak MeasurePeak() =>
        Guard("the peak cannot be measured", () => new PeakMeasurement(Accelerator, Kernels).Run(Description.MemoryBytes));

    /// <inheritdoc/>
    public void Dispose()
    {
        Constants.Dispose();
        Accelerator.Dispose();
        _context.Dispose();
    }

    /// <summary>Runs an action whose failures on the device come out as <see cref="DeviceException"/>.</summary>
    internal T Guard<T>(string problem, Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception exception) when (IsOutOfMemory(exception))
        {
            throw OutOfMemory($"{problem}: out of device memory", exception);
        }
        catch (Exception exception) when (exception is AcceleratorException or InternalCompilerException or NotSupportedException)
        {
            const string remedy = "Update the driver, or choose another device with --device.";
            throw new DeviceException(Description.Id, $"{problem}: {Describe(exception)}", remedy, exception);
        }
    }

    private DeviceException OutOfMemory(string problem, Exception? inner = null) =>
        new(
            Description.Id, problem, "Use smaller tiles, or choose another device with --device.", inner,
            DeviceFault.OutOfMemory);

    private static string Describe(Exception exception) =>
        exception is CLException cl ? cl.Error.ToString() : exception.Message.TrimEnd('.');

    private static bool IsOutOfMemory(Exception exception) => exception switch
    {
        OutOfMemoryException => true,
        CudaException cuda => cuda.Error.Contains("memory", StringComparison.OrdinalIgnoreCase),
        CLException cl => cl.Error is CLError.CL_MEM_OBJECT_ALLOCATION_FAILURE or CLError.CL_INVALID_BUFFER_SIZE
            or CLError.CL_OUT_OF_HOST_MEMORY or CLError.CL_OUT_OF_RESOURCES,
        _ => false,
    };
}
