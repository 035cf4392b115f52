using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Memory that is needed soon, brought into the caches by a multiplying loop, two addresses at each of its steps: it has loads to
/// spare, and a burst of fetches would block it. A fetch never faults, but one of memory that isn't there costs a walk through
/// the page tables.
/// </summary>
/// <param name="first">The first address.</param>
/// <param name="distance">Elements from an address to the other that is fetched at the same step.</param>
/// <param name="step">Elements from step to step.</param>
internal readonly unsafe struct Prefetch(float* first, nint distance, nint step)
{
    /// <summary>Elements of a cache line.</summary>
    public const int LineElements = 64 / sizeof(float);

    public readonly float* First = first;
    public readonly nint Distance = distance, Step = step;

    /// <summary>Whether this is the default, which must not be fetched.</summary>
    public bool IsNone => First == null;

    /// <summary>Nothing: again and again what is in the cache anyway.</summary>
    public static Prefetch None(float* present) => new(present, 0, 0);

    /// <summary>One run of memory, its halves side by side.</summary>
    /// <param name="first">Where it begins.</param>
    /// <param name="elements">Its length.</param>
    /// <param name="step">Elements of half of it for each step of the loop.</param>
    public static Prefetch Run(float* first, nint elements, nint step) => new(first, elements / 2, step);

    /// <summary>What is fetched from the <paramref name="steps"/>th step on.</summary>
    public Prefetch After(int steps) => new(First + steps * Step, Distance, Step);

    /// <summary>The same somewhere else.</summary>
    /// <param name="first">Elements from the first address to the new one.</param>
    /// <param name="other">Elements from the other address to the new one.</param>
    public Prefetch Moved(nint first, nint other) => new(First + first, Distance + other - first, Step);

    /// <summary>Fetches a cache line.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Line(float* address)
    {
        if (Sse.IsSupported) Sse.Prefetch0(address);
    }

    /// <summary>Fetches a run of memory at once: for loops without loads to spare, in small pieces.</summary>
    public static void Now(float* first, nint elements)
    {
        if (!Sse.IsSupported) return;
        for (nint i = 0; i < elements; i += LineElements) Sse.Prefetch0(first + i);
    }

    /// <summary>Fetches both addresses and goes on to the next.</summary>
    /// <param name="address">The current first address.</param>
    /// <param name="distance"><see cref="Distance"/>.</param>
    /// <param name="step"><see cref="Step"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Next(ref float* address, nint distance, nint step)
    {
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(address);
        Sse.Prefetch0(address + distance);
        address += step;
    }
}
