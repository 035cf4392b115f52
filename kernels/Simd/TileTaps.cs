namespace GpuRetinex.Kernels.Simd;

/// <summary>The taps that a tile sums over.</summary>
/// <param name="Height">Rows of taps.</param>
/// <param name="Width">Columns of taps.</param>
/// <param name="Channels">Input channels.</param>
/// <param name="RowStep">Elements from one row of taps to the next.</param>
/// <param name="ColumnStep">Elements from one column of taps to the next.</param>
internal readonly record struct TileTaps(int Height, int Width, int Channels, nint RowStep, nint ColumnStep)
{
    /// <summary>What to fetch meanwhile; a step of it is a tap and channel.</summary>
    public Prefetch Prefetch { get; init; }
}
