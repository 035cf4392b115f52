using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Constants in the order that kernels read, prepared once per device and shared by all its plans.</summary>
internal sealed unsafe class WeightCache<TVector> : IDisposable
    where TVector : struct, ISimdVector<TVector>
{
    private readonly WeightMemory _memory = new();
    private readonly Dictionary<(Tensor Weights, Tensor? Bias), PackedWeights> _convolutions = [];
    private readonly Dictionary<(Tensor Weights, Tensor? Bias, Type Tile), PackedWeights> _winograd = [];
    private readonly Dictionary<(Tensor Weights, Tensor? Bias), PackedWeights[]> _transposed = [];
    private readonly Dictionary<Tensor, AlignedMemory> _activations = [];

    public long Bytes =>
        Packed.Sum(weights => weights.Bytes) + _activations.Values.Sum(memory => memory.Elements * sizeof(float));

    private IEnumerable<PackedWeights> Packed =>
        _convolutions.Values.Concat(_winograd.Values).Concat(_transposed.Values.SelectMany(phases => phases));

    /// <summary>Weights [O,I,kh,kw] and their bias.</summary>
    public PackedWeights Convolution(Tensor weights, Tensor? bias)
    {
        if (_convolutions.TryGetValue((weights, bias), out PackedWeights? packed)) return packed;
        int outputs = weights.Shape[0], inputs = weights.Shape[1], taps = weights.Shape[2] * weights.Shape[3];
        packed = PackedWeights.Pack<TVector>(
            _memory, taps, inputs, outputs, (output, input, filter) =>
                weights.Data.AsSpan((output * inputs + input) * taps, taps).CopyTo(filter), bias?.Data);
        _convolutions.Add((weights, bias), packed);
        return packed;
    }

    /// <summary>
    /// Weights [O,I,3,3] after Winograd's transform, as a convolution of as many taps as a tile has positions over whole runs of
    /// inputs; and their bias.
    /// </summary>
    public PackedWeights Winograd<TTile>(Tensor weights, Tensor? bias)
        where TTile : struct, IWinogradTile
    {
        if (_winograd.TryGetValue((weights, bias, typeof(TTile)), out PackedWeights? packed)) return packed;
        int outputs = weights.Shape[0], inputs = weights.Shape[1], positions = WinogradTransform<TTile>.Positions;
        const int Run = WinogradTransform<TTile>.RunChannels;
        int paddedInputs = (inputs + Run - 1) / Run * Run;
        packed = PackedWeights.Pack<TVector>(_memory, positions, paddedInputs, outputs, Transformed, bias?.Data);
        _winograd.Add((weights, bias, typeof(TTile)), packed);
        return packed;

        void Transformed(int output, int input, Span<float> filter)
        {
            if (input < inputs) WinogradTransform<TTile>.Filter(weights.Data.AsSpan((output * inputs + input) * 9, 9), filter);
            else filter.Clear();
        }
    }

    /// <summary>
    /// Weights [I,O/Groups,kh,kw] of a transposed convolution as one convolution for each <see cref="TransposedPhase"/>, row by
    /// row, and its bias. Between groups the weights are zeros: the layers that have groups are thin, a vector or less.
    /// </summary>
    public PackedWeights[] Transposed(TransposedConvolution2D op, Tensor weights, Tensor? bias)
    {
        if (_transposed.TryGetValue((weights, bias), out PackedWeights[]? packed)) return packed;
        Shape shape = weights.Shape;
        int inputs = shape[0], groupInputs = inputs / op.Groups, groupOutputs = shape[1], stride = op.Stride;
        packed =
        [
            .. from row in Enumerable.Range(0, stride)
               from column in Enumerable.Range(0, stride)
               select Pack(new TransposedPhase(row, stride, shape[2]), new TransposedPhase(column, stride, shape[3])),
        ];
        _transposed.Add((weights, bias), packed);
        return packed;

        PackedWeights Pack(TransposedPhase rows, TransposedPhase columns) => PackedWeights.Pack<TVector>(
            _memory, rows.Taps * columns.Taps, inputs, groupOutputs * op.Groups,
            (output, input, filter) =>
            {
                filter.Clear();
                if (output / groupOutputs != input / groupInputs) return;
                int first = (input * groupOutputs + output % groupOutputs) * shape[2];
                for (int tap = 0; tap < filter.Length; tap++)
                    filter[tap] =
                        weights.Data[(first + rows.Tap(tap / columns.Taps)) * shape[3] + columns.Tap(tap % columns.Taps)];
            },
            bias?.Data);
    }

    /// <summary>A constant [N,C,H,W] that takes the place of an activation, channels last.</summary>
    public TensorView Activation(Tensor constant)
    {
        if (!_activations.TryGetValue(constant, out AlignedMemory? memory))
        {
            memory = new AlignedMemory(constant.Shape.Count);
            _activations.Add(constant, memory);
            Layout.ToChannelsLast(constant, View(memory, constant), new Workers(1));
        }

        return View(memory, constant);
    }

    public void Dispose()
    {
        _memory.Dispose();
        foreach (AlignedMemory memory in _activations.Values) memory.Dispose();
    }

    private static TensorView View(AlignedMemory memory, Tensor constant) => new(memory.Pointer, constant.Shape);
}
