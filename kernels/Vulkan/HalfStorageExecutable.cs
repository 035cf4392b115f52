using GpuRetinex.Devices;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// A plan whose activations are stored as binary16, which holds values up to 65504. Where an output is not finite, the run is
/// repeated with float32 in memory; where that does not help either, it is refused.
/// </summary>
internal sealed class HalfStorageExecutable(VulkanDevice device, Plan plan) : IExecutable
{
    private VulkanExecutable _executable = new(device, plan);
    private bool _isFull;

    /// <inheritdoc/>
    public long PeakBytes => _executable.PeakBytes;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        IReadOnlyDictionary<string, Tensor> outputs = _executable.Run(inputs, progress, cancellation);
        if (!_isFull && NotFinite(outputs) is { } overflown)
        {
            device.Options.Note?.Invoke($"{device.Description.Id}: '{overflown}' does not fit 16-bit numbers; computed again with 32 bits");
            _executable.Dispose();
            _executable = new VulkanExecutable(device.FullPrecision, plan);
            _isFull = true;
            outputs = _executable.Run(inputs, progress, cancellation);
        }

        return NotFinite(outputs) is { } name
            ? throw new DeviceException(device.Description.Id, $"the output '{name}' has values that are not finite", "Try --device simd; if that fails too, the weights or the input are at fault.")
            : outputs;
    }

    /// <inheritdoc/>
    public IReadOnlyList<StepProfile> Profile(IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default) =>
        _executable.Profile(inputs, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _executable.Dispose();

    private static string? NotFinite(IReadOnlyDictionary<string, Tensor> outputs) =>
        outputs.FirstOrDefault(output => !Array.TrueForAll(output.Value.Data, float.IsFinite)).Key;
}
