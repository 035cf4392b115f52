using System.Collections.Immutable;

namespace GpuRetinex.Tensors;

/// <summary>
/// Extents of a tensor, outermost first. Activations have four axes: batch N, channels C, height H, width W.
/// Convolution weights are [out, in, kernel height, kernel width].
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly ImmutableArray<int> _extents;

    /// <param name="extents">Extents ≥ 0; their product must fit a 64-bit number.</param>
    /// <exception cref="ArgumentException">An extent is negative or the number of elements overflows.</exception>
    public Shape(params ReadOnlySpan<int> extents)
    {
        long count = 1;
        foreach (int extent in extents)
        {
            if (extent < 0) throw new ArgumentException($"an extent is negative: {Format(extents)}", nameof(extents));
            try
            {
                count = checked(count * extent);
            }
            catch (OverflowException)
            {
                throw new ArgumentException($"too many elements: {Format(extents)}", nameof(extents));
            }
        }

        _extents = [.. extents];
        Count = count;
    }

    /// <summary>Number of elements; 1 for a scalar.</summary>
    public long Count { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Extents.Length;

    /// <summary>All extents, outermost first.</summary>
    public ReadOnlySpan<int> Extents => _extents.IsDefault ? [] : _extents.AsSpan();

    /// <summary>Extent of one axis.</summary>
    public int this[int axis] => Extents[axis];

    /// <summary>Batch extent of an activation.</summary>
    public int N => Activation(0);

    /// <summary>Channels of an activation.</summary>
    public int C => Activation(1);

    /// <summary>Height of an activation in pixels.</summary>
    public int H => Activation(2);

    /// <summary>Width of an activation in pixels.</summary>
    public int W => Activation(3);

    /// <summary>The same activation shape with another number of channels.</summary>
    public Shape WithChannels(int channels) => new(N, channels, H, W);

    /// <inheritdoc/>
    public bool Equals(Shape other) => Extents.SequenceEqual(other.Extents);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (int extent in Extents) hash.Add(extent);
        return hash.ToHashCode();
    }

    /// <summary>Extents joined by "x" in brackets, such as [1x64x400x600].</summary>
    public override string ToString() => Format(Extents);

    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    private static string Format(ReadOnlySpan<int> extents) => $"[{string.Join('x', extents.ToArray())}]";

    private int Activation(int axis) =>
        Rank == 4 ? Extents[axis] : throw new InvalidOperationException($"{this} is not an activation [N,C,H,W]");
}
