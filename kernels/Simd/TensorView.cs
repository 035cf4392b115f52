using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// A channel slice of a rectangle of an activation in memory, channels last (NHWC): the element (n, c, y, x) lies at
/// <c>Data + (n·Height + y)·RowStride + x·PixelStride + c</c>, where PixelStride counts the channels of the whole buffer.
/// A rectangle that leaves out columns or rows of its buffer belongs to a batch of one.
/// </summary>
/// <param name="data">Channel 0 of the slice in the first pixel.</param>
/// <param name="shape">Extents of the rectangle, with the slice's channels.</param>
/// <param name="pixelStride">Elements from pixel to pixel.</param>
/// <param name="rowStride">Elements from row to row.</param>
internal readonly unsafe struct TensorView(float* data, Shape shape, nint pixelStride, nint rowStride)
{
    public readonly float* Data = data;
    public readonly int Batch = shape.N;
    public readonly int Channels = shape.C;
    public readonly int Height = shape.H;
    public readonly int Width = shape.W;
    public readonly nint PixelStride = pixelStride;
    public readonly nint RowStride = rowStride;

    /// <summary>A tensor that fills its memory.</summary>
    public TensorView(float* data, Shape shape)
        : this(data, shape, shape.C, (nint)shape.C * shape.W)
    {
    }

    /// <summary>Whether rows are contiguous.</summary>
    public bool IsDense => PixelStride == Channels;

    /// <summary>What the rows of the tensor it is part of take.</summary>
    public nint Bytes => Rows * RowStride * sizeof(float);

    /// <summary>Whether that is more than what the caches keep from step to step.</summary>
    public bool IsLarge => Bytes >= LargestCacheBytes;

    /// <summary>
    /// Whether stores had better go past the caches: the tensor is large, and its pixels are whole aligned vectors.
    /// </summary>
    public bool SuitsStreaming(int lanes) =>
        IsLarge && Channels % lanes == 0 && PixelStride % lanes == 0 && (nuint)Data % (nuint)(lanes * sizeof(float)) == 0;

    /// <summary>
    /// Storing past the caches pays from 8 MiB on; a chain of 64 channels at 128×128, 4 MiB each, loses by it. Third-level
    /// caches may be larger, but between two steps a network reads and writes several maps.
    /// </summary>
    private const int LargestCacheBytes = 6 << 20;

    /// <summary>Rows of all images together.</summary>
    public int Rows => Batch * Height;

    /// <summary>One image's pixels at every <paramref name="step"/>th row and column, from given ones on.</summary>
    public TensorView Every(int step, int image, int row, int column)
    {
        var shape = new Shape(1, Channels, Count(Height, row, step), Count(Width, column, step));
        return new TensorView(Pixel(image * Height + row, column), shape, PixelStride * step, RowStride * step);
    }

    /// <summary>The first pixel of a row, counted through all images.</summary>
    public float* Row(int row) => Data + row * RowStride;

    /// <summary>A pixel; its row is counted through all images.</summary>
    public float* Pixel(int row, int column) => Data + row * RowStride + column * PixelStride;

    private static int Count(int extent, int first, int step) => Math.Max((extent - first + step - 1) / step, 0);
}
