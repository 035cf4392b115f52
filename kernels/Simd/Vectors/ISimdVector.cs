using System.Runtime.Intrinsics;

namespace GpuRetinex.Kernels.Simd.Vectors;

/// <summary>
/// A vector of float32, so that each kernel is written once for all widths. Implementations wrap one hardware vector; the
/// compiler keeps them in registers (a 6×4 tile of <see cref="Float512"/> runs at 95 % of an AVX-512 core's peak).
/// </summary>
internal unsafe interface ISimdVector<T>
    where T : struct, ISimdVector<T>
{
    /// <summary>Lanes.</summary>
    static abstract int Count { get; }

    /// <summary>
    /// Vectors of output channels that one tile of six pixels holds in registers: 24 accumulators where there are 32 registers,
    /// else 12.
    /// </summary>
    static abstract int TileVectors { get; }

    static abstract T Load(float* source);

    static abstract void Store(float* target, T value);

    /// <summary>Stores past the caches, to an address aligned to the vector.</summary>
    static abstract void StoreStreaming(float* target, T value);

    static abstract T Broadcast(float value);

    static abstract T operator +(T left, T right);

    static abstract T operator -(T left, T right);

    static abstract T operator *(T left, T right);

    static abstract T operator /(T left, T right);

    /// <summary>left · right + addend, rounded once where the processor has such an instruction.</summary>
    static abstract T MultiplyAdd(T left, T right, T addend);

    static abstract T Max(T left, T right);

    /// <summary>Each lane within two bounds; NaN stays.</summary>
    static abstract T Clamp(T value, float low, float high);

    /// <summary>2^n of each lane, in whose lowest eight bits n + 127 stands, whatever the others hold.</summary>
    static abstract T PowerOfTwo(T value);

    /// <summary>Sums of the lanes that leave the same remainder when divided by four.</summary>
    static abstract Vector128<float> Fold(T value);
}
