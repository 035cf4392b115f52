using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// Where an operand lies: a channel slice of a buffer in the arena, or a constant. A device is free to order a buffer's
/// elements as it likes (NCHW, NHWC, …): every buffer holds one value as a whole.
/// </summary>
/// <param name="Constant">Index into <see cref="Plan.Constants"/>, or −1 for the arena.</param>
/// <param name="Offset">First element of the buffer in the arena.</param>
/// <param name="Buffer">Shape of the whole value.</param>
/// <param name="FirstChannel">First channel of the slice.</param>
/// <param name="Shape">Shape of the slice itself.</param>
public readonly record struct View(int Constant, long Offset, Shape Buffer, int FirstChannel, Shape Shape)
{
    public bool IsConstant => Constant >= 0;
}
