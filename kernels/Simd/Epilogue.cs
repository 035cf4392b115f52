using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// The store of a convolution: sums + bias, activation, modulation y·(scale + offset) + shift, residual, written to NHWC.
/// </summary>
internal sealed unsafe class Epilogue(Activation activation, TensorView output, TensorView? scale, TensorView? shift, float offset, TensorView? residual)
{
    /// <summary>Stores one block of channels of one pixel.</summary>
    /// <param name="sums">[channels], filled up to whole vectors.</param>
    /// <param name="bias">Likewise.</param>
    /// <param name="row">Output row, counted through all images.</param>
    /// <param name="column">Output column.</param>
    /// <param name="channel">First channel.</param>
    /// <param name="channels">Number of channels.</param>
    public void Store<TVector>(float* sums, float* bias, int row, int column, int channel, int channels)
        where TVector : struct, ISimdVector<TVector>
    {
        for (int first = 0; first < channels; first += TVector.Count)
        {
            int lanes = Math.Min(TVector.Count, channels - first);
            TVector y = TVector.Load(sums + first) + TVector.Load(bias + first);
            y = Activate(activation, y);
            if (scale is { } scaleView)
            {
                TVector factor = Load<TVector>(scaleView, row, column, channel + first, lanes) + TVector.Broadcast(offset);
                y = TVector.MultiplyAdd(y, factor, Load<TVector>(shift!.Value, row, column, channel + first, lanes));
            }

            if (residual is { } residualView) y += Load<TVector>(residualView, row, column, channel + first, lanes);
            float* target = output.Row(row) + column * output.PixelStride + channel + first;
            if (lanes == TVector.Count) TVector.Store(target, y);
            else Partial.Store(target, y, lanes);
        }
    }

    /// <summary>An activation of a vector.</summary>
    public static TVector Activate<TVector>(Activation activation, TVector x)
        where TVector : struct, ISimdVector<TVector>
    {
        if (activation.Kind == ActivationKind.None) return x;
        if (activation.Kind == ActivationKind.LeakyRelu) return TVector.Max(x, x * TVector.Broadcast(activation.Slope));
        TVector one = TVector.Broadcast(1);
        return one / (one + TVector.Exp(x * TVector.Broadcast(-1)));
    }

    private static TVector Load<TVector>(in TensorView view, int row, int column, int channel, int lanes)
        where TVector : struct, ISimdVector<TVector>
    {
        float* source = view.Row(row) + column * view.PixelStride + channel;
        return lanes == TVector.Count ? TVector.Load(source) : Partial.Load<TVector>(source, lanes);
    }
}
