using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuRetinex.Kernels.Simd.Vectors;

/// <summary>Eight lanes: AVX2 with FMA.</summary>
internal readonly unsafe struct Float256(Vector256<float> value) : ISimdVector<Float256>
{
    private readonly Vector256<float> _value = value;

    public static int Count => Vector256<float>.Count;

    public static int TileVectors => 2;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Load(float* source) => new(Vector256.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Float256 value) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(float* target, Float256 value) => value._value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Broadcast(float value) => new(Vector256.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator +(Float256 left, Float256 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator -(Float256 left, Float256 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator *(Float256 left, Float256 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 operator /(Float256 left, Float256 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 MultiplyAdd(Float256 left, Float256 right, Float256 addend) =>
        new(Vector256.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Max(Float256 left, Float256 right) => new(Vector256.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 Clamp(Float256 value, float low, float high) =>
        new(Vector256.Min(Vector256.Max(value._value, Vector256.Create(low)), Vector256.Create(high)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float256 PowerOfTwo(Float256 value) =>
        new(Vector256.ShiftLeft(value._value.AsInt32(), 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fold(Float256 value) => value._value.GetLower() + value._value.GetUpper();
}
