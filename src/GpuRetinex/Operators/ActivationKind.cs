namespace GpuRetinex.Operators;

/// <summary>The kinds of <see cref="Activation"/>.</summary>
public enum ActivationKind
{
    /// <summary>x</summary>
    None,

    /// <summary>max(x, slope·x) with 0 ≤ slope ≤ 1; slope 0 is ReLU.</summary>
    LeakyRelu,

    /// <summary>1 / (1 + e^−x)</summary>
    Sigmoid,
}
