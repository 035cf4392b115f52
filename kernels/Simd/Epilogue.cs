using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// The store of a convolution: sums + bias, activation, modulation y·(scale + offset) + shift, residual, written to NHWC.
/// </summary>
internal sealed unsafe class Epilogue(Activation activation, TensorView output, TensorView? scale, TensorView? shift, float offset, TensorView? residual)
{
    private readonly TensorView _scale = scale ?? output, _shift = shift ?? output, _residual = residual ?? output;
    private readonly bool _modulated = scale is not null, _hasResidual = residual is not null;

    /// <summary>Stores one block of channels of a patch of pixels.</summary>
    /// <param name="patch">The sums.</param>
    /// <param name="bias">[channels], filled up to whole vectors.</param>
    /// <param name="row">Output row of the patch's first, counted through all images.</param>
    /// <param name="column">Output column of the patch's first.</param>
    /// <param name="channel">First channel.</param>
    /// <param name="channels">Number of channels.</param>
    public void Store<TVector>(in SumPatch patch, float* bias, int row, int column, int channel, int channels)
        where TVector : struct, ISimdVector<TVector>
    {
        for (int first = 0; first < channels; first += TVector.Count)
        {
            int lanes = Math.Min(TVector.Count, channels - first);
            StoreVectors(patch, patch.Data + first, TVector.Load(bias + first), row, column, channel + first, lanes);
        }
    }

    /// <summary>An activation of a vector.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Activate<TVector>(Activation activation, TVector x)
        where TVector : struct, ISimdVector<TVector>
    {
        if (activation.Kind == ActivationKind.None) return x;
        if (activation.Kind == ActivationKind.LeakyRelu) return TVector.Max(x, x * TVector.Broadcast(activation.Slope));
        TVector one = TVector.Broadcast(1);
        return one / (one + TVector.Exp(x * TVector.Broadcast(-1)));
    }

    /// <summary>One vector of channels of every pixel of the patch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void StoreVectors<TVector>(in SumPatch patch, float* sums, TVector bias, int row, int column, int channel, int lanes)
        where TVector : struct, ISimdVector<TVector>
    {
        float* target = Address(output, row, column, channel), factor = Address(_scale, row, column, channel);
        float* addend = Address(_shift, row, column, channel), kept = Address(_residual, row, column, channel);
        for (int y = 0; y < patch.Rows; y++)
        {
            for (int x = 0; x < patch.Columns; x++)
            {
                nint step = (nint)x * patch.TargetStep;
                TVector value = Activate(activation, TVector.Load(sums + x * patch.ColumnStep) + bias);
                if (_modulated)
                {
                    TVector scaleVector = Load<TVector>(factor + step * _scale.PixelStride, lanes) + TVector.Broadcast(offset);
                    value = TVector.MultiplyAdd(value, scaleVector, Load<TVector>(addend + step * _shift.PixelStride, lanes));
                }

                if (_hasResidual) value += Load<TVector>(kept + step * _residual.PixelStride, lanes);
                if (lanes == TVector.Count) TVector.Store(target + step * output.PixelStride, value);
                else Partial.Store(target + step * output.PixelStride, value, lanes);
            }

            sums += patch.RowStep;
            target += output.RowStride;
            factor += _scale.RowStride;
            addend += _shift.RowStride;
            kept += _residual.RowStride;
        }
    }

    private static float* Address(in TensorView view, int row, int column, int channel) => view.Row(row) + column * view.PixelStride + channel;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Load<TVector>(float* source, int lanes)
        where TVector : struct, ISimdVector<TVector> =>
        lanes == TVector.Count ? TVector.Load(source) : Partial.Load<TVector>(source, lanes);
}
