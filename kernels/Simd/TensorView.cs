using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// A channel slice of an activation in memory, channels last (NHWC): the element (n, c, y, x) lies at
/// <c>Data + ((n·Height + y)·Width + x)·PixelStride + c</c>, where PixelStride counts the channels of the whole buffer.
/// </summary>
internal readonly unsafe struct TensorView(float* data, Shape shape, int pixelStride)
{
    /// <summary>Channel 0 of the slice in the first pixel.</summary>
    public readonly float* Data = data;
    public readonly int Batch = shape.N;
    public readonly int Channels = shape.C;
    public readonly int Height = shape.H;
    public readonly int Width = shape.W;
    public readonly nint PixelStride = pixelStride;

    public nint RowStride => Width * PixelStride;

    /// <summary>Whether the slice is the whole buffer, so that rows are contiguous.</summary>
    public bool IsDense => PixelStride == Channels;

    /// <summary>Rows of all images together.</summary>
    public int Rows => Batch * Height;

    /// <summary>The first pixel of a row, counted through all images.</summary>
    public float* Row(int row) => Data + row * RowStride;

    /// <summary>A pixel; its row is counted through all images.</summary>
    public float* Pixel(int row, int column) => Data + (row * (nint)Width + column) * PixelStride;
}
