namespace GpuRetinex.Devices;

/// <summary>What a device may do to be fast.</summary>
public enum Precision
{
    /// <summary>Algorithms that give float32's accuracy within 2e-5, such as Winograd's convolution.</summary>
    Default,

    /// <summary>Only algorithms that sum as the operator is defined.</summary>
    Exact,
}
