namespace GpuRetinex.Operators;

/// <summary>What <see cref="Pooling2D"/> takes of a window. Padding is never a maximum.</summary>
public enum PoolingKind
{
    Maximum,

    /// <summary>The mean of the pixels that exist; padding is not counted.</summary>
    Average,

    /// <summary>The sum divided by the cells of the window that lie in the picture or its given padding, as in Caffe.</summary>
    AverageWithPadding,
}
