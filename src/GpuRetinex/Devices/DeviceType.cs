namespace GpuRetinex.Devices;

/// <summary>What a device is made of, which decides whether it is taken without being named.</summary>
public enum DeviceType
{
    /// <summary>This processor, by the engine's own vector kernels.</summary>
    Cpu,

    /// <summary>A graphics processor.</summary>
    Gpu,

    /// <summary>A graphics API on the processor (llvmpipe, PoCL, …): for tests; never taken unless named.</summary>
    Software,

    /// <summary>A simulator of a GPU's threads, for debugging kernels; never taken unless named.</summary>
    Simulator,
}
