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

    public override void Store(in SumPatch patch, float* bias, int row, int column, int channel, int channels)
    {
        for (int first = 0; first < channels; first += TVector.Count)
        {
            float* sums = patch.Data + first;
            TVector biasVector = TVector.Load(bias + first);
            if (channels - first >= TVector.Count) StoreVectors(default(WholeVector), patch, sums, biasVector, row, column, channel + first);
            else StoreVectors(new FirstLanes(channels - first), patch, sums, biasVector, row, column, channel + first);
        }
    }

    /// <summary>One vector of channels of every pixel of the patch.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private void StoreVectors<TAccess>(TAccess access, in SumPatch patch, float* sums, TVector bias, int row, int column, int channel)
        where TAccess : struct, IVectorAccess
    {
        TVector slope = TVector.Broadcast(_slope), offset = TVector.Broadcast(_offset), finalSlope = TVector.Broadcast(_finalSlope);
        for (int y = 0; y < patch.Rows; y++)
        {
            float* target = output.Pixel(row + y, column) + channel;
            float* factor = scale.Pixel(row + y, column) + channel;
            float* addend = shift.Pixel(row + y, column) + channel;
            float* kept = residual.Pixel(row + y, column) + channel;
            for (nint x = 0; x < patch.Columns; x++)
            {
                TVector value = TVector.Load(sums + x * patch.ColumnStep) + bias;
                value = TSigmoid.IsOn ? VectorActivation.Sigmoid(value) : TVector.Max(value, value * slope);
                if (TModulation.IsOn)
                {
                    TVector scaled = access.Load<TVector>(factor + x * scale.PixelStride) + offset;
                    value = TVector.MultiplyAdd(value, scaled, access.Load<TVector>(addend + x * shift.PixelStride));
                }

                if (TResidual.IsOn) value += access.Load<TVector>(kept + x * residual.PixelStride);
                if (TModulation.IsOn || TResidual.IsOn) value = TVector.Max(value, value * finalSlope);
                access.Store(target + x * output.PixelStride, value);
            }

            sums += patch.RowStep;
        }
    }
}
