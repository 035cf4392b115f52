using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Kernels.Vulkan.Peak;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>An open Vulkan device with its compiled kernels and the constants uploaded so far.</summary>
internal sealed class VulkanDevice : IDevice
{
    /// <summary>Memory left to weights, scratch and staging when a picture is cut into tiles.</summary>
    private const long Reserve = 64 << 20;

    public VulkanDevice(
        DeviceDescription description, VulkanOptions options, Precision precision, UserCache cache, SubmissionBudget budget)
    {
        Description = description;
        Precision = precision;
        Algorithms = ConvolutionAlgorithm.All(precision);
        Budget = budget;
        try
        {
            Context = new VulkanContext(description, options, precision, budget);
            Pipelines = new Pipelines(Context, StoresHalves, cache);
            Staging = new StagingRing(Context);
            Constants = new ConstantCache(Context, Staging, StoresHalves);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public DeviceDescription Description { get; }

    /// <inheritdoc/>
    public bool RunsTiles => true;

    /// <summary>
    /// Bands where a picture would fill most of the memory, or the largest of its maps, a quarter of what lives at the same time
    /// in ISSR, be more than a kernel can reach.
    /// </summary>
    public BandRule? Bands => new(Math.Min(MemoryBudget / 2, 4 * (long)Context.Facts.Limits.MaxStorageBufferRange));

    /// <inheritdoc/>
    public long MemoryBudget
    {
        get
        {
            long bytes = Math.Min(Context.AvailableBytes + ArenaBytes - Reserve, Context.Facts.LargestAllocation);

            // Plans are reckoned in float32.
            return Math.Max(bytes, 0) * sizeof(float) / ElementBytes;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Algorithms { get; }

    public Precision Precision { get; }

    /// <summary>How much work goes into one submission.</summary>
    public SubmissionBudget Budget { get; }

    /// <summary>Whether activations are stored as binary16.</summary>
    public bool StoresHalves => Precision == Precision.HalfStorage;

    /// <summary>Bytes of a stored activation.</summary>
    public int ElementBytes => StoresHalves ? sizeof(short) : sizeof(float);

    public VulkanContext Context { get; } = null!;

    public Pipelines Pipelines { get; } = null!;

    public ConstantCache Constants { get; } = null!;

    public StagingRing Staging { get; } = null!;

    /// <summary>Bytes that the arenas of plans hold now.</summary>
    public long ArenaBytes { get; set; }

    /// <summary>What the validation layer said; empty without it.</summary>
    public IReadOnlyList<string> ValidationMessages => Context.ValidationMessages;

    /// <inheritdoc/>
    public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null)
    {
        // Weights of networks that ran before make room where they take more than is free.
        if (ArenaBytes == 0 && Constants.Bytes > Context.AvailableBytes) Constants.Clear();
        return new VulkanExecutable(this, plan, new ConvolutionAlgorithm(this, choice));
    }

    /// <inheritdoc/>
    public DevicePeak MeasurePeak() => new PeakMeasurement(this).Run();

    /// <inheritdoc/>
    public void Dispose()
    {
        Constants?.Dispose();
        Staging?.Dispose();
        Pipelines?.Dispose();
        Context?.Dispose();
    }
}
