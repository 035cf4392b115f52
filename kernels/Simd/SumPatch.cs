namespace GpuRetinex.Kernels.Simd;

/// <summary>Sums of a patch of output pixels, before bias and activation.</summary>
/// <param name="data">The first pixel's sums, [channels] filled up to whole vectors.</param>
/// <param name="rows">Rows of the patch.</param>
/// <param name="columns">Columns of the patch.</param>
/// <param name="rowStep">Elements from one row's sums to the next's.</param>
/// <param name="columnStep">Elements from one column's sums to the next's.</param>
internal readonly unsafe struct SumPatch(float* data, int rows, int columns, nint rowStep, nint columnStep)
{
    public readonly float* Data = data;
    public readonly int Rows = rows, Columns = columns;
    public readonly nint RowStep = rowStep, ColumnStep = columnStep;
}
