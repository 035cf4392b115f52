using GpuRetinex.Devices;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A plan on a Vulkan device.</summary>
internal sealed class VulkanExecutable : IExecutable
{
    private readonly VulkanDevice _device;
    private readonly Plan _plan;
    private readonly PreparedPlan _prepared;

    public VulkanExecutable(VulkanDevice device, Plan plan, ConvolutionAlgorithm algorithm)
    {
        _device = device;
        _plan = plan;
        _prepared = new PreparedPlan(device, plan, algorithm);
    }

    /// <inheritdoc/>
    public long PeakBytes => _prepared.Bytes + _device.Constants.Bytes;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        PlanInputs.Require(_plan, inputs);
        Upload(inputs);
        _prepared.Launches.Run(progress, cancellation);
        return _plan.Outputs.ToDictionary(output => output.Key, output => Download(output.Value));
    }

    /// <inheritdoc/>
    public IReadOnlyList<StepProfile> Profile(
        IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default)
    {
        PlanInputs.Require(_plan, inputs);
        Upload(inputs);
        using var timer = new StepTimer(_prepared);
        return [.. _plan.Steps.Select((step, index) =>
        {
            cancellation.ThrowIfCancellationRequested();
            return new StepProfile(step, _prepared.Steps[index].Algorithm, timer.Run(index));
        })];
    }

    /// <inheritdoc/>
    public void Dispose() => _prepared.Dispose();

    /// <summary>Inputs are whole values: no pass moves them into slices.</summary>
    private unsafe void Upload(IReadOnlyDictionary<string, Tensor> inputs)
    {
        int elementBytes = _prepared.Device.ElementBytes;
        foreach ((string name, View view) in _plan.Inputs)
        {
            Tensor tensor = inputs[name];
            long rowBytes = (long)view.Buffer.W * view.Buffer.C * elementBytes;
            long offset = view.Offset * elementBytes;
            int height = view.Buffer.N * view.Buffer.H;
            _prepared.Device.Staging.Upload(_prepared.Arena, offset, height, rowBytes, (memory, first, rows) =>
            {
                if (elementBytes == sizeof(float)) HostLayout.ToChannelsLast(tensor, (float*)memory, first, rows);
                else HostLayout.ToChannelsLast(tensor, (Half*)memory, first, rows);
            });
        }
    }

    private unsafe Tensor Download(View view)
    {
        if (view.IsConstant) return _plan.Constants[view.Constant];
        int elementBytes = _prepared.Device.ElementBytes, pixelStride = view.Buffer.C, rowStride = pixelStride * view.Buffer.W;
        int skippedRows = view.Region.Top - view.BufferRegion.Top;
        int corner = (view.Region.Left - view.BufferRegion.Left) * pixelStride + view.FirstChannel;
        long offset = (view.Offset + (long)skippedRows * rowStride) * elementBytes;
        var tensor = new Tensor(view.Shape);
        int height = view.Shape.N * view.Shape.H;
        long rowBytes = (long)rowStride * elementBytes;
        _prepared.Device.Staging.Download(_prepared.Arena, offset, height, rowBytes, (memory, first, rows) =>
        {
            if (elementBytes == sizeof(float))
                HostLayout.FromChannelsLast((float*)memory + corner, pixelStride, rowStride, tensor, first, rows);
            else HostLayout.FromChannelsLast((Half*)memory + corner, pixelStride, rowStride, tensor, first, rows);
        });
        return tensor;
    }
}
