namespace GpuRetinex.Planning;

/// <summary>The steps during which a buffer's contents matter, both ends included.</summary>
/// <param name="Part">The part of a value that lies in it.</param>
/// <param name="First">Step that first writes it; −1 for an input.</param>
/// <param name="Last">Step that last reads it; the number of steps for an output.</param>
/// <param name="Elements">Size in elements.</param>
public sealed record Lifetime(int Part, int First, int Last, long Elements)
{
    public bool Overlaps(Lifetime other) => First <= other.Last && other.First <= Last;
}
