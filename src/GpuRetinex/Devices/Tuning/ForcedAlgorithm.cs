using GpuRetinex.Planning;

namespace GpuRetinex.Devices.Tuning;

/// <summary>One algorithm for every convolution that it can compute.</summary>
/// <param name="name">Its name; null for the device's own rule.</param>
public sealed class ForcedAlgorithm(string? name) : IAlgorithmChoice
{
    /// <summary>The environment variable that forces an algorithm, such as GPURETINEX_ALGORITHM=direct.</summary>
    public const string Variable = "GPURETINEX_ALGORITHM";

    /// <summary>The device's own rule, whatever was measured.</summary>
    public static ForcedAlgorithm None { get; } = new(null);

    /// <summary>The algorithm's name.</summary>
    public string? Name { get; } = name;

    /// <summary>What the environment asks for; null where it asks for nothing.</summary>
    public static ForcedAlgorithm? FromEnvironment() =>
        Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } name ? new ForcedAlgorithm(name) : null;

    /// <inheritdoc/>
    public string? For(Step step) => Name;
}
