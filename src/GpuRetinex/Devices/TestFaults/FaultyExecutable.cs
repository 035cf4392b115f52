using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices.TestFaults;

/// <summary>A plan on a <see cref="FaultyDevice"/>.</summary>
internal sealed class FaultyExecutable(IExecutable executable, Plan plan, FaultyDevice device) : IExecutable
{
    public long PeakBytes => executable.PeakBytes;

    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        device.BeforeRun(plan);
        IReadOnlyDictionary<string, Tensor> outputs = executable.Run(inputs, progress, cancellation);
        foreach (Tensor tensor in outputs.Values) tensor.Data[0] = device.Spoil(plan, tensor.Data[0]);
        return outputs;
    }

    public IReadOnlyList<StepProfile> Profile(
        IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default) =>
        executable.Profile(inputs, cancellation);

    public void Dispose() => executable.Dispose();
}
