namespace GpuRetinex.Kernels.Vulkan;

/// <summary>What a user, a test or the environment asks of the Vulkan devices.</summary>
public sealed record VulkanOptions
{
    /// <summary>Loads the Khronos validation layer with synchronisation validation; its messages count as failures.</summary>
    public bool Validate { get; init; }

    /// <summary>Bytes of device memory that may be used, where that is less than the device offers.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>How many submissions fail as if the device had been lost: a test's way to see what follows.</summary>
    public int LostSubmissions { get; init; }

    /// <summary>
    /// The options that the environment sets: GPURETINEX_VULKAN_VALIDATION=1, GPURETINEX_VULKAN_MEMORY=MEBIBYTES.
    /// </summary>
    public static VulkanOptions FromEnvironment() => new()
    {
        Validate = Variable("VALIDATION") == "1",
        MemoryLimit = long.TryParse(Variable("MEMORY"), out long mebibytes) ? mebibytes << 20 : null,
    };

    private static string? Variable(string name) => Environment.GetEnvironmentVariable("GPURETINEX_VULKAN_" + name);
}
