using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuRetinex.Kernels.Simd.Vectors;

/// <summary>Sixteen lanes: AVX-512.</summary>
internal readonly unsafe struct Float512(Vector512<float> value) : ISimdVector<Float512>
{
    private readonly Vector512<float> _value = value;

    public static int Count => Vector512<float>.Count;

    public static int TileVectors => 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 Load(float* source) => new(Vector512.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(float* target, Float512 value) => value._value.Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(float* target, Float512 value) => value._value.StoreAlignedNonTemporal(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 Broadcast(float value) => new(Vector512.Create(value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 operator +(Float512 left, Float512 right) => new(left._value + right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 operator -(Float512 left, Float512 right) => new(left._value - right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 operator *(Float512 left, Float512 right) => new(left._value * right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 operator /(Float512 left, Float512 right) => new(left._value / right._value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 MultiplyAdd(Float512 left, Float512 right, Float512 addend) =>
        new(Vector512.FusedMultiplyAdd(left._value, right._value, addend._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 Max(Float512 left, Float512 right) => new(Vector512.MaxNative(left._value, right._value));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 Clamp(Float512 value, float low, float high) =>
        new(Vector512.Min(Vector512.Max(value._value, Vector512.Create(low)), Vector512.Create(high)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Float512 PowerOfTwo(Float512 value) =>
        new(Vector512.ShiftLeft(value._value.AsInt32(), 23).AsSingle());

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> Fold(Float512 value) =>
        Float256.Fold(new Float256(value._value.GetLower() + value._value.GetUpper()));
}
