using System.Runtime.InteropServices;

namespace GpuRetinex.Tensors;

/// <summary>Looks for NaN and infinity, at the speed of memory.</summary>
public static class FiniteNumbers
{
    private const uint Sign = 0x8000_0000, Infinity = 0x7F80_0000, Largest = 0x7FFF_FFFF;

    /// <summary>Index of the first number that is NaN or infinite; −1 where all are finite.</summary>
    public static int IndexOfOther(ReadOnlySpan<float> numbers)
    {
        // All exponent bits set, with either sign.
        ReadOnlySpan<uint> bits = MemoryMarshal.Cast<float, uint>(numbers);
        int positive = bits.IndexOfAnyInRange(Infinity, Largest);
        int negative = (positive < 0 ? bits : bits[..positive]).IndexOfAnyInRange(Sign | Infinity, Sign | Largest);
        return negative < 0 ? positive : negative;
    }
}
