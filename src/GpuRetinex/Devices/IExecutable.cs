using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>A plan ready to run on a device.</summary>
public interface IExecutable : IDisposable
{
    /// <summary>Device memory held: arena, prepared weights, scratch.</summary>
    long PeakBytes { get; }

    /// <summary>Runs the plan once.</summary>
    /// <param name="inputs">A tensor for each input of the plan, by name, with the planned shape.</param>
    /// <param name="progress">Told the share of the work done, 0 to 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>The outputs by name.</returns>
    /// <exception cref="DeviceException">The device failed.</exception>
    IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null, CancellationToken cancellation = default);

    /// <summary>Runs the plan once and times each of its steps.</summary>
    /// <param name="inputs">As for <see cref="Run"/>.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>The steps in order.</returns>
    /// <exception cref="DeviceException">The device failed.</exception>
    IReadOnlyList<StepProfile> Profile(IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default);
}
