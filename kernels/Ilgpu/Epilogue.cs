using System.Runtime.CompilerServices;
using ILGPU;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// What a convolution does with a finished sum: <c>y = activation(sum + bias); y = y·(scale + offset) + shift; y += residual</c>,
/// a last leaky ReLU, then the store. Slices that are switched off hold any valid view and are not read.
/// </summary>
internal struct Epilogue
{
    /// <summary>The number of an <see cref="Operators.ActivationKind"/>.</summary>
    public int Activation;

    /// <summary>Slope of a leaky ReLU.</summary>
    public float Slope;

    /// <summary>Slope of the leaky ReLU that ends it; 1 for none.</summary>
    public float FinalSlope;

    /// <summary>The constant added to the scale.</summary>
    public float Offset;

    /// <summary>1 where the bias is added; likewise the next two.</summary>
    public int HasBias;
    public int HasModulation;
    public int HasResidual;

    /// <summary>1 where every slice that is used lies on 16-byte boundaries and has channels in fours.</summary>
    public int HasFours;

    public Slice Output;
    public Slice Bias;
    public Slice Scale;
    public Slice Shift;
    public Slice Residual;

    /// <summary>Finishes what exists of four channels of a pixel.</summary>
    /// <param name="place">The pixel.</param>
    /// <param name="channel">The first channel.</param>
    /// <param name="y">The sums.</param>
    /// <param name="inFours">Whether all four exist, and lie on 16-byte boundaries in every slice that is used.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(PixelPlace place, int channel, Float4 y, bool inFours)
    {
        if (inFours)
        {
            StoreFour(place, channel, y);
            return;
        }

        Store(place, channel, y.X);
        Store(place, channel + 1, y.Y);
        Store(place, channel + 2, y.Z);
        Store(place, channel + 3, y.W);
    }

    /// <summary>Finishes one value; nothing happens beyond the last channel.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public readonly void Store(PixelPlace place, int channel, float y)
    {
        if (channel >= Output.Channels) return;
        if (HasBias != 0) y += Bias.Data[channel];
        y = Activate(y);
        if (HasModulation != 0)
            y = y * (Scale.Data[Scale.ElementOf(place, channel)] + Offset) + Shift.Data[Shift.ElementOf(place, channel)];
        if (HasResidual != 0) y += Residual.Data[Residual.ElementOf(place, channel)];
        Output.Data[Output.ElementOf(place, channel)] = Finish(y);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly void StoreFour(PixelPlace place, int channel, Float4 y)
    {
        if (HasBias != 0)
        {
            Float4 bias = Bias.Quads[channel >> 2];
            y = new Float4(y.X + bias.X, y.Y + bias.Y, y.Z + bias.Z, y.W + bias.W);
        }

        y = new Float4(Activate(y.X), Activate(y.Y), Activate(y.Z), Activate(y.W));
        if (HasModulation != 0)
        {
            Float4 scale = Scale.Quads[Scale.ElementOf(place, channel) >> 2];
            Float4 shift = Shift.Quads[Shift.ElementOf(place, channel) >> 2];
            y = new Float4(
                y.X * (scale.X + Offset) + shift.X,
                y.Y * (scale.Y + Offset) + shift.Y,
                y.Z * (scale.Z + Offset) + shift.Z,
                y.W * (scale.W + Offset) + shift.W);
        }

        if (HasResidual != 0)
        {
            Float4 residual = Residual.Quads[Residual.ElementOf(place, channel) >> 2];
            y = new Float4(y.X + residual.X, y.Y + residual.Y, y.Z + residual.Z, y.W + residual.W);
        }

        y = new Float4(Finish(y.X), Finish(y.Y), Finish(y.Z), Finish(y.W));
        ArrayView<Float4> outputs = Output.Quads;
        outputs[Output.ElementOf(place, channel) >> 2] = y;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float Activate(float x) => DeviceMath.Activate(Activation, Slope, x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly float Finish(float x) => x < 0 ? FinalSlope * x : x;
}
