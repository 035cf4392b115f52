using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// Where an operand lies: a channel slice of a buffer in the arena, or a constant. A device is free to order a buffer's
/// elements as it likes (NCHW, NHWC, …): every buffer holds the part of one value that the plan needs, with all its channels.
/// </summary>
/// <param name="Constant">Index into <see cref="Plan.Constants"/>, or −1 for the arena.</param>
/// <param name="Offset">First element of the buffer in the arena.</param>
/// <param name="Buffer">Shape of the buffer.</param>
/// <param name="FirstChannel">First channel of the slice.</param>
/// <param name="Shape">Shape of what the step reads or writes: the slice's channels, <see cref="Region"/>'s pixels.</param>
public sealed record View(int Constant, long Offset, Shape Buffer, int FirstChannel, Shape Shape)
{
    /// <summary>
    /// Shape of the slice in the whole picture, of which a tile's plan computes a part; equal to <see cref="Shape"/> otherwise.
    /// </summary>
    public Shape Map { get; init; }

    /// <summary>The pixels of <see cref="Map"/> that the step reads or writes.</summary>
    public Region Region { get; init; }

    /// <summary>The pixels of <see cref="Map"/> that the buffer holds; they include <see cref="Region"/>.</summary>
    public Region BufferRegion { get; init; }

    public bool IsConstant => Constant >= 0;
}
