using System.Diagnostics;
using GpuRetinex.Devices;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A plan on a Vulkan device. Where the device is lost during a run, it is opened anew and the run repeated once.</summary>
internal sealed class VulkanExecutable : IExecutable
{
    private readonly VulkanDevice _device;
    private readonly Plan _plan;
    private PreparedPlan _prepared;

    public VulkanExecutable(VulkanDevice device, Plan plan)
    {
        _device = device;
        _plan = plan;
        _prepared = Prepare();
    }

    /// <inheritdoc/>
    public long PeakBytes => _prepared.Bytes + _device.Session.Constants.Bytes;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        PlanInputs.Require(_plan, inputs);
        return WithRecovery(() =>
        {
            Upload(inputs);
            RunCommands(progress, cancellation);
            return _plan.Outputs.ToDictionary(output => output.Key, output => Download(output.Value));
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<StepProfile> Profile(IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default)
    {
        PlanInputs.Require(_plan, inputs);
        return WithRecovery(() =>
        {
            Upload(inputs);
            using var timer = new StepTimer(_prepared);
            return _plan.Steps.Select((step, index) =>
            {
                cancellation.ThrowIfCancellationRequested();
                return new StepProfile(step, _prepared.Steps[index].Algorithm, timer.Run(index));
            }).ToList();
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_prepared.Session == _device.Session) _prepared.Dispose();
    }

    private PreparedPlan Prepare()
    {
        try
        {
            return new PreparedPlan(_device.Session, _plan);
        }
        catch (DeviceLostException exception)
        {
            throw exception.ToDeviceException();
        }
    }

    private T WithRecovery<T>(Func<T> action)
    {
        // Another plan's run may have lost the device and opened it anew.
        if (_prepared.Session != _device.Session) _prepared = Prepare();
        try
        {
            return action();
        }
        catch (DeviceLostException exception)
        {
            _device.Options.Note?.Invoke($"{exception.Message}; once more with smaller pieces of work");
        }

        VulkanSession lost = _prepared.Session;
        _prepared.Dispose();
        _device.Recover(lost);
        _prepared = Prepare();
        try
        {
            return action();
        }
        catch (DeviceLostException exception)
        {
            throw exception.ToDeviceException();
        }
    }

    private void RunCommands(IProgress<double>? progress, CancellationToken cancellation)
    {
        double done = 0, total = Math.Max(_prepared.Recorded.Sum(part => part.Work), 1);
        for (int first = 0; first < _prepared.Recorded.Length;)
        {
            cancellation.ThrowIfCancellationRequested();
            int end = first;
            double work = 0;
            while (end < _prepared.Recorded.Length && (end == first || work + _prepared.Recorded[end].Work <= _device.Budget.Work))
                work += _prepared.Recorded[end++].Work;

            long start = Stopwatch.GetTimestamp();
            CommandBuffer[] commands = [.. _prepared.Recorded[first..end].Select(part => part.Commands)];
            VulkanContext context = _prepared.Session.Context;
            context.Submit(commands, _prepared.Fence);
            context.Wait(_prepared.Fence, _prepared.Recorded[end - 1].Step);
            _device.Budget.Learn(work, Stopwatch.GetElapsedTime(start));
            done += work;
            progress?.Report(Math.Min(done / total, 1));
            first = end;
        }

        progress?.Report(1);
    }

    /// <summary>Inputs are whole values: no pass moves them into slices.</summary>
    private unsafe void Upload(IReadOnlyDictionary<string, Tensor> inputs)
    {
        int elementBytes = _prepared.Session.ElementBytes;
        foreach ((string name, View view) in _plan.Inputs)
        {
            Tensor tensor = inputs[name];
            long rowBytes = (long)view.Buffer.W * view.Buffer.C * elementBytes;
            _prepared.Session.Staging.Upload(_prepared.Arena, view.Offset * elementBytes, view.Buffer.N * view.Buffer.H, rowBytes, (memory, first, rows) =>
            {
                if (elementBytes == sizeof(float)) HostLayout.ToChannelsLast(tensor, (float*)memory, first, rows);
                else HostLayout.ToChannelsLast(tensor, (Half*)memory, first, rows);
            });
        }
    }

    private unsafe Tensor Download(View view)
    {
        if (view.IsConstant) return _plan.Constants[view.Constant];
        int elementBytes = _prepared.Session.ElementBytes, pixelStride = view.Buffer.C, rowStride = pixelStride * view.Buffer.W;
        int skippedRows = view.Region.Top - view.BufferRegion.Top;
        int corner = (view.Region.Left - view.BufferRegion.Left) * pixelStride + view.FirstChannel;
        long offset = (view.Offset + (long)skippedRows * rowStride) * elementBytes;
        var tensor = new Tensor(view.Shape);
        _prepared.Session.Staging.Download(_prepared.Arena, offset, view.Shape.N * view.Shape.H, (long)rowStride * elementBytes, (memory, first, rows) =>
        {
            if (elementBytes == sizeof(float)) HostLayout.FromChannelsLast((float*)memory + corner, pixelStride, rowStride, tensor, first, rows);
            else HostLayout.FromChannelsLast((Half*)memory + corner, pixelStride, rowStride, tensor, first, rows);
        });
        return tensor;
    }
}
