using System.Runtime.CompilerServices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;

namespace GpuRetinex.Kernels.Simd;

/// <summary>One combination of pointwise work.</summary>
/// <typeparam name="TVector">The vector.</typeparam>
/// <typeparam name="TSigmoid">Whether the activation is a sigmoid; else it is a leaky ReLU, with slope 1 for none.</typeparam>
/// <typeparam name="TModulation">Whether there is a modulation.</typeparam>
/// <typeparam name="TResidual">Whether there is a residual.</typeparam>
internal sealed unsafe class FusedEpilogue<TVector, TSigmoid, TModulation, TResidual>(
    Convolution2D op, TensorView output, TensorView scale, TensorView shift, TensorView residual) : Epilogue<TVector>
    where TVector : struct, ISimdVector<TVector>
    where TSigmoid : struct, ISwitch
    where TModulation : struct, ISwitch
    where TResidual : struct, ISwitch
{
    private readonly float _slope = op.Activation.Kind == ActivationKind.LeakyRelu ? op.Activation.Slope : 1;
    private readonly float _finalSlope = op.FinalActivation.Kind == ActivationKind.LeakyRelu ? op.FinalActivation.Slope : 1;
    private readonly float _offset = op.ModulationOffset ?? 0;

    private readonly bool _streams = output.SuitsStreaming(TVector.Count);

    public override void Store(in SumPatch patch, float* bias, int row, int column, int channel, int channels)
    {
        if (_streams) Store(default(StreamedVector), patch, bias, row, column, channel, channels);
        else Store(default(WholeVector), patch, bias, row, column, channel, channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store<TAccess>(TAccess access, in SumPatch patch, float* bias, int row, int column, int channel, int channels)
        where TAccess : struct, IVectorAccess
    {
        int whole = channels / TVector.Count * TVector.Count;
        for (int y = 0; y < patch.Rows; y++)
        {
            float* sums = patch.Data + y * patch.RowStep;
            float* target = output.Pixel(row + y, column) + channel;
            float* factor = scale.Pixel(row + y, column) + channel;
            float* addend = shift.Pixel(row + y, column) + channel;
            float* kept = residual.Pixel(row + y, column) + channel;
            for (int x = 0; x < patch.Columns; x++)
            {
                for (nint c = 0; c < whole; c += TVector.Count)
                    StoreVector(access, sums + c, bias + c, factor + c, addend + c, kept + c, target + c);
                if (whole < channels)
                {
                    var first = new FirstLanes(channels - whole);
                    StoreVector(first, sums + whole, bias + whole, factor + whole, addend + whole, kept + whole, target + whole);
                }

                sums += patch.ColumnStep;
                target += output.PixelStride;
                if (TModulation.IsOn)
                {
                    factor += scale.PixelStride;
                    addend += shift.PixelStride;
                }

                if (TResidual.IsOn) kept += residual.PixelStride;
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreVector<TAccess>(TAccess access, float* sums, float* bias, float* factor, float* addend, float* kept, float* target)
        where TAccess : struct, IVectorAccess
    {
        TVector value = TVector.Load(sums) + TVector.Load(bias);
        value = TSigmoid.IsOn ? VectorActivation.Sigmoid(value) : TVector.Max(value, value * TVector.Broadcast(_slope));
        if (TModulation.IsOn)
            value = TVector.MultiplyAdd(value, access.Load<TVector>(factor) + TVector.Broadcast(_offset), access.Load<TVector>(addend));
        if (TResidual.IsOn) value += access.Load<TVector>(kept);
        if (TModulation.IsOn || TResidual.IsOn) value = TVector.Max(value, value * TVector.Broadcast(_finalSlope));
        access.Store(target, value);
    }
}
