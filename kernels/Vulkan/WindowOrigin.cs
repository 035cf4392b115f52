using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Where the window of an output view's first pixel begins, in rows and columns of the input view: minus the padding, and in a tile
/// also how the two views lie in the whole picture.
/// </summary>
internal readonly record struct WindowOrigin(int Row, int Column)
{
    public static WindowOrigin Of(View input, View output, int stride, int top, int left) => new(
        output.Region.Top * stride - top - input.Region.Top,
        output.Region.Left * stride - left - input.Region.Left);
}
