namespace GpuRetinex.Devices;

/// <summary>What a device may do to be fast.</summary>
public enum Precision
{
    /// <summary>Algorithms that give float32's accuracy within 2e-5, such as Winograd's convolution.</summary>
    Default,

    /// <summary>Only algorithms that sum as the operator is defined.</summary>
    Exact,

    /// <summary>
    /// As <see cref="Default"/>, and intermediate results may be stored as binary16 (arithmetic stays float32), which saves half
    /// the memory and its traffic and errs by some 1e-3. Devices without such kernels store float32.
    /// </summary>
    HalfStorage,
}
