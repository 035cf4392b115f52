using GpuRetinex.Tensors;

namespace GpuRetinex.Weights;

/// <summary>A tensor that lies in a buffer with gaps, repetitions, or another order of axes.</summary>
/// <param name="offset">Elements before the first one.</param>
/// <param name="shape">Extents of the view.</param>
/// <param name="strides">Elements from one index to the next along each axis; none is negative.</param>
internal sealed class StridedView(long offset, Shape shape, long[] strides)
{
    /// <summary>Extents of the view.</summary>
    public Shape Shape { get; } = shape;

    /// <summary>The number of elements the buffer must have at least; may be far beyond what a buffer can hold.</summary>
    public Int128 ElementsNeeded
    {
        get
        {
            if (Shape.Count == 0) return 0;
            Int128 last = offset;
            for (int axis = 0; axis < strides.Length; axis++) last += (Int128)(Shape[axis] - 1) * strides[axis];
            return last + 1;
        }
    }

    /// <summary>Whether the view's elements follow each other without gaps in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = strides.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && strides[axis] != expected) return false;
                expected *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>The view whose axis i is axis order[i] of a dense row-major tensor.</summary>
    public static StridedView Permuted(Shape dense, ReadOnlySpan<int> order)
    {
        var denseStrides = new long[dense.Rank];
        long stride = 1;
        for (int axis = dense.Rank - 1; axis >= 0; axis--)
        {
            denseStrides[axis] = stride;
            stride *= dense[axis];
        }

        var extents = new int[dense.Rank];
        var strides = new long[dense.Rank];
        for (int axis = 0; axis < order.Length; axis++)
        {
            extents[axis] = dense[order[axis]];
            strides[axis] = denseStrides[order[axis]];
        }

        return new StridedView(0, new Shape(extents), strides);
    }

    /// <summary>The view's elements in row-major order, copied. The buffer must have <see cref="ElementsNeeded"/>.</summary>
    public byte[] Gather(ReadOnlySpan<byte> buffer, int elementSize)
    {
        var gathered = new byte[checked(Shape.Count * elementSize)];
        if (gathered.Length == 0) return gathered;
        var index = new int[strides.Length];
        long position = offset;
        for (int target = 0; target < gathered.Length; target += elementSize)
        {
            buffer.Slice(checked((int)(position * elementSize)), elementSize).CopyTo(gathered.AsSpan(target));
            for (int axis = strides.Length - 1; axis >= 0; axis--)
            {
                position += strides[axis];
                if (++index[axis] < Shape[axis]) break;
                position -= strides[axis] * Shape[axis];
                index[axis] = 0;
            }
        }

        return gathered;
    }
}
