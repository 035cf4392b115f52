namespace GpuRetinex.Operators;

/// <summary>What <see cref="Pooling2D"/> takes of a window.</summary>
public enum PoolingKind
{
    Maximum,

    /// <summary>The mean of the pixels that exist; padding is not counted.</summary>
    Average,
}
