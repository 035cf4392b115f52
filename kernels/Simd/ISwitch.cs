namespace GpuRetinex.Kernels.Simd;

/// <summary>A choice that the compiler knows: code behind a switch that is off costs nothing.</summary>
internal interface ISwitch
{
    static abstract bool IsOn { get; }
}

/// <inheritdoc cref="ISwitch"/>
internal readonly struct On : ISwitch
{
    public static bool IsOn => true;
}

/// <inheritdoc cref="ISwitch"/>
internal readonly struct Off : ISwitch
{
    public static bool IsOn => false;
}
