using GpuRetinex.Devices.Tuning;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>A plan on a <see cref="RecoveringDevice"/>, compiled anew whenever that changes.</summary>
internal sealed class RecoveringExecutable(RecoveringDevice device, Plan plan, IAlgorithmChoice? choice) : IExecutable
{
    private IExecutable? _executable;

    public long PeakBytes { get; private set; }

    public void Prepare() => Recovering(executable => executable.PeakBytes);

    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        IReadOnlyDictionary<string, Tensor> outputs = Recovering(executable => executable.Run(inputs, progress, cancellation));
        return FiniteOutputs.Offender(outputs) is null ? outputs : RunExactly(inputs, cancellation) ?? outputs;
    }

    public IReadOnlyList<StepProfile> Profile(
        IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default) =>
        Recovering(executable => executable.Profile(inputs, cancellation));

    public void Dispose()
    {
        Release();
        device.Forget(this);
    }

    /// <summary>Frees what the device holds for the plan; the next run compiles it again.</summary>
    public void Release()
    {
        _executable?.Dispose();
        _executable = null;
    }

    private T Recovering<T>(Func<IExecutable, T> action)
    {
        while (true)
        {
            try
            {
                _executable ??= device.CompileNow(plan, choice);
                PeakBytes = Math.Max(PeakBytes, _executable.PeakBytes);
                return action(_executable);
            }
            catch (DeviceException exception) when (exception.Fault == DeviceFault.Lost)
            {
                device.Replace(exception);
            }
        }
    }

    /// <summary>The outputs by exact algorithms; null where these were exact.</summary>
    private IReadOnlyDictionary<string, Tensor>? RunExactly(
        IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation)
    {
        // The arena of the other run would take the memory of this one.
        Release();
        using IExecutable? exact = device.CompileExact(plan);
        return exact?.Run(inputs, cancellation: cancellation);
    }
}
