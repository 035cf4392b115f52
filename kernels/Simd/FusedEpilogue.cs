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
    Convolution2D op, TensorView output, TensorView scale, TensorView shift, TensorView residual,
    bool streams) : Epilogue<TVector>
    where TVector : struct, ISimdVector<TVector>
    where TSigmoid : struct, ISwitch
    where TModulation : struct, ISwitch
    where TResidual : struct, ISwitch
{
    /// <summary>Where results go, and what modulation and residual read.</summary>
    internal readonly TensorView Output = output, Scale = scale, Shift = shift, Residual = residual;

    private readonly float _slope = op.Activation.Kind == ActivationKind.LeakyRelu ? op.Activation.Slope : 1;
    private readonly float _finalSlope = op.FinalActivation.Kind == ActivationKind.LeakyRelu ? op.FinalActivation.Slope : 1;
    private readonly float _offset = op.ModulationOffset ?? 0;

    /// <summary>
    /// A residual has just been brought into the caches, and with it the output where that takes its place: stores past them
    /// would have to throw those lines out.
    /// </summary>
    private readonly bool _streams = streams && !TResidual.IsOn && output.SuitsStreaming(TVector.Count);

    public override TensorView[] Touched
    {
        get
        {
            TensorView[] read =
                [.. TResidual.IsOn ? [Residual] : (TensorView[])[], .. TModulation.IsOn ? [Scale, Shift] : (TensorView[])[]];
            return _streams || read.Any(view => view.Data == Output.Data) ? read : [.. read, Output];
        }
    }

    public override void Store(in SumPatch patch, float* bias, int row, int column, int channel, int channels)
    {
        if (_streams) Store(default(StreamedVector), patch, bias, row, column, channel, channels);
        else Store(default(WholeVector), patch, bias, row, column, channel, channels);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void StoreDozen(float* sums, int vectors, float* bias, int row, int column, int channel)
    {
        if (_streams) StoreDozen(default(StreamedVector), sums, vectors, bias, row, column, channel);
        else StoreDozen(default(WholeVector), sums, vectors, bias, row, column, channel);
    }

    public override WinogradStore<TVector> ForTiles<TTile>() =>
        new FusedWinogradStore<TVector, TTile, TSigmoid, TModulation, TResidual>(this);

    // Bias and activation fill whole vectors, several pixels each; the rest is a few numbers a pixel.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public override void StoreNarrow(in SumPatch patch, float* bias, int row, int column, int channels)
    {
        int width = NarrowTile.WidthOf(channels);
        for (int i = 0; i < patch.Columns * width; i += TVector.Count)
            TVector.Store(
                patch.Data + i,
                Activate(TVector.Load(patch.Data + i) + TVector.Load(bias + i % (NarrowTile.BiasPixels * width))));
        for (int x = 0; x < patch.Columns; x++)
        {
            float* sums = patch.Data + x * width, target = Output.Pixel(row, column + x);
            for (int c = 0; c < channels; c++) target[c] = Finish(sums[c], row, column + x, c);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Store<TAccess>(TAccess access, in SumPatch patch, float* bias, int row, int column, int channel, int channels)
        where TAccess : struct, IVectorAccess
    {
        int whole = channels / TVector.Count * TVector.Count;
        for (int y = 0; y < patch.Rows; y++)
        {
            float* sums = patch.Data + y * patch.RowStep;
            float* target = Output.Pixel(row + y, column) + channel;
            float* factor = Scale.Pixel(row + y, column) + channel;
            float* addend = Shift.Pixel(row + y, column) + channel;
            float* kept = Residual.Pixel(row + y, column) + channel;
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
                target += Output.PixelStride;
                if (TModulation.IsOn)
                {
                    factor += Scale.PixelStride;
                    addend += Shift.PixelStride;
                }

                if (TResidual.IsOn) kept += Residual.PixelStride;
            }
        }
    }

    // Two vectors of channels at a time, whose bias stays in registers. Instructions count here: while they are few, those of the
    // next product begin before the multiply-adds of this one are done.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreDozen<TAccess>(TAccess access, float* sums, int vectors, float* bias, int row, int column, int channel)
        where TAccess : struct, IVectorAccess
    {
        nint width = vectors * TVector.Count;
        for (int vector = 0;
            vector < vectors; vector += 2, sums += 2 * TVector.Count, bias += 2 * TVector.Count, channel += 2 * TVector.Count)
        {
            if (vector + 1 < vectors) StorePairs(access, sums, width, bias, row, column, channel);
            else StoreSingles(access, sums, width, bias, row, column, channel);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StorePairs<TAccess>(TAccess access, float* sums, nint width, float* bias, int row, int column, int channel)
        where TAccess : struct, IVectorAccess
    {
        TVector first = TVector.Load(bias), second = TVector.Load(bias + TVector.Count), slope = TVector.Broadcast(_slope);
        float* target = Output.Pixel(row, column) + channel;
        float* factor = Scale.Pixel(row, column) + channel;
        float* addend = Shift.Pixel(row, column) + channel;
        float* kept = Residual.Pixel(row, column) + channel;
        for (int x = 0; x < RowProducts.Rows; x++)
        {
            access.Store(target, Finish(access, Activate(TVector.Load(sums) + first, slope), factor, addend, kept));
            TVector value = Activate(TVector.Load(sums + TVector.Count) + second, slope);
            access.Store(
                target + TVector.Count,
                Finish(access, value, factor + TVector.Count, addend + TVector.Count, kept + TVector.Count));
            sums += width;
            target += Output.PixelStride;
            factor += Scale.PixelStride;
            addend += Shift.PixelStride;
            kept += Residual.PixelStride;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreSingles<TAccess>(TAccess access, float* sums, nint width, float* bias, int row, int column, int channel)
        where TAccess : struct, IVectorAccess
    {
        TVector first = TVector.Load(bias), slope = TVector.Broadcast(_slope);
        for (int x = 0; x < RowProducts.Rows; x++)
        {
            TVector value = Activate(TVector.Load(sums + x * width) + first, slope);
            value = Finish(
                access, value, Scale.Pixel(row, column + x) + channel, Shift.Pixel(row, column + x) + channel,
                Residual.Pixel(row, column + x) + channel);
            access.Store(Output.Pixel(row, column + x) + channel, value);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void StoreVector<TAccess>(
        TAccess access, float* sums, float* bias, float* factor, float* addend, float* kept, float* target)
        where TAccess : struct, IVectorAccess =>
            access.Store(target, Finish(access, Activate(TVector.Load(sums) + TVector.Load(bias)), factor, addend, kept));

    /// <summary>All that comes after the activation.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TVector Finish<TAccess>(TAccess access, TVector value, float* factor, float* addend, float* kept)
        where TAccess : struct, IVectorAccess
    {
        if (TModulation.IsOn)
            value = TVector.MultiplyAdd(
                value, access.Load<TVector>(factor) + TVector.Broadcast(_offset), access.Load<TVector>(addend));
        if (TResidual.IsOn) value += access.Load<TVector>(kept);
        if (TModulation.IsOn || TResidual.IsOn) value = TVector.Max(value, value * TVector.Broadcast(_finalSlope));
        return value;
    }

    /// <summary>What the sums with their bias become.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TVector Activate(TVector value) => Activate(value, TVector.Broadcast(_slope));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TVector Activate(TVector value, TVector slope) =>
        TSigmoid.IsOn ? VectorActivation.Sigmoid(value) : TVector.Max(value, value * slope);

    /// <summary>Modulation, residual and final activation of one number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private float Finish(float value, int row, int column, int channel)
    {
        if (TModulation.IsOn) value = value * (Scale.Pixel(row, column)[channel] + _offset) + Shift.Pixel(row, column)[channel];
        if (TResidual.IsOn) value += Residual.Pixel(row, column)[channel];
        return TModulation.IsOn || TResidual.IsOn ? MathF.Max(value, value * _finalSlope) : value;
    }
}
