using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Rows or columns of a resize: those of the whole maps, and the part that a step computes.</summary>
/// <param name="Input">Pixels of the whole input.</param>
/// <param name="Output">Pixels of the whole output.</param>
/// <param name="First">First output pixel that is computed.</param>
/// <param name="Count">How many are.</param>
/// <param name="Origin">The input pixel with which its buffer begins.</param>
internal readonly record struct Axis(int Input, int Output, int First, int Count, int Origin)
{
    public static Axis Rows(View input, View output) =>
        new(input.Map.H, output.Map.H, output.Region.Top, output.Region.Height, input.BufferRegion.Top);

    public static Axis Columns(View input, View output) =>
        new(input.Map.W, output.Map.W, output.Region.Left, output.Region.Width, input.BufferRegion.Left);

    /// <summary>The part's entries of a table for all output pixels.</summary>
    public T[] Part<T>(T[] table) => table[First..(First + Count)];
}
