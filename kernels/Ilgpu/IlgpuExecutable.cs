using System.Collections.Immutable;
using System.Diagnostics;
using GpuRetinex.Devices;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>A plan on an ILGPU device: the arena, and a prepared launch for every step.</summary>
public sealed class IlgpuExecutable : IExecutable
{
    /// <summary>The host waits for the device after this share of the work, to report, to look at the cancellation.</summary>
    private const double WaitShare = 0.01;

    private readonly IlgpuDevice _device;
    private readonly Plan _plan;
    private readonly MemoryBuffer1D<float, Stride1D.Dense> _arena;
    private readonly LaunchBuilder _builder;
    private readonly ImmutableArray<Action> _launches;
    private readonly ImmutableArray<double> _shares;

    internal IlgpuExecutable(IlgpuDevice device, Plan plan, ConvolutionAlgorithm algorithm)
    {
        _device = device;
        _plan = plan;
        _arena = device.Accelerator.Allocate1D<float>(Math.Max(plan.ArenaElements, 1));
        try
        {
            _builder = new LaunchBuilder(device, plan, algorithm, _arena.View.AsContiguous());
            _launches = [.. plan.Steps.Select(_builder.Prepare)];
        }
        catch
        {
            _builder?.Dispose();
            _arena.Dispose();
            throw;
        }

        // Steps without arithmetic still move their output.
        double[] work = [.. plan.Steps.Select(step => (double)step.Flops + step.Output.Shape.Count)];
        _shares = [.. work.Select(amount => amount / Math.Max(work.Sum(), 1))];
    }

    /// <inheritdoc/>
    public long PeakBytes => _arena.LengthInBytes + _builder.Bytes;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        PlanInputs.Require(_plan, inputs);
        return _device.Guard("the run failed", () =>
        {
            Upload(inputs);
            RunSteps(progress, cancellation);
            return _plan.Outputs.ToDictionary(output => output.Key, output => Download(output.Value));
        });
    }

    /// <inheritdoc/>
    public IReadOnlyList<StepProfile> Profile(
        IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default)
    {
        PlanInputs.Require(_plan, inputs);
        return _device.Guard("the run failed", () =>
        {
            Upload(inputs);
            return _launches.Select((launch, step) =>
            {
                cancellation.ThrowIfCancellationRequested();
                long start = Stopwatch.GetTimestamp();
                launch();
                _device.Accelerator.Synchronize();
                return new StepProfile(
                    _plan.Steps[step], _builder.AlgorithmOf(_plan.Steps[step]), Stopwatch.GetElapsedTime(start));
            }).ToList();
        });
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _builder.Dispose();
        _arena.Dispose();
    }

    /// <summary>Inputs are whole values: no pass moves them into slices.</summary>
    private void Upload(IReadOnlyDictionary<string, Tensor> inputs)
    {
        foreach ((string name, View view) in _plan.Inputs)
        {
            float[] data = HostLayout.ToChannelsLast(inputs[name]);
            if (data.Length > 0) _arena.View.SubView(view.Offset, data.Length).AsContiguous().CopyFromCPU(data);
        }
    }

    private void RunSteps(IProgress<double>? progress, CancellationToken cancellation)
    {
        double done = 0, reported = 0;
        for (int step = 0; step < _launches.Length; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            _launches[step]();
            done += _shares[step];
            if (done - reported < WaitShare) continue;
            _device.Accelerator.Synchronize();
            progress?.Report(Math.Min(done, 1));
            reported = done;
        }

        _device.Accelerator.Synchronize();
        progress?.Report(1);
    }

    private Tensor Download(View view)
    {
        if (view.IsConstant) return _plan.Constants[view.Constant];
        var data = new float[view.Buffer.Count];
        if (data.Length > 0) _arena.View.SubView(view.Offset, view.Buffer.Count).AsContiguous().CopyToCPU(data);
        Tensor buffer = HostLayout.FromChannelsLast(
            data, view.Buffer.C, view.FirstChannel, view.Buffer.WithChannels(view.Shape.C));
        Region wanted =
            view.Region with { Top = view.Region.Top - view.BufferRegion.Top, Left = view.Region.Left - view.BufferRegion.Left };
        return Patch.Cut(buffer, wanted);
    }
}
