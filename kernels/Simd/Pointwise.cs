using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// Pointwise operators on runs of contiguous values: whole rows where every tensor is dense, else one pixel's channels at a
// time. TOperation computes one vector of the result from the vectors of up to three inputs; inputs that the operation
// doesn't have repeat the first.
internal sealed unsafe class Pointwise<TVector, TOperation>(TOperation operation, TensorView[] inputs, TensorView output) : Kernel
    where TVector : struct, ISimdVector<TVector>
    where TOperation : struct, IPointwiseOperation
{
    private readonly TensorView _a = inputs[0], _b = inputs[Math.Min(1, inputs.Length - 1)], _c = inputs[^1];
    private readonly bool _dense = output.IsDense && inputs.All(input => input.IsDense);

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        if (_dense)
        {
            ComputeRun(_a.Row(row), _b.Row(row), _c.Row(row), output.Row(row), output.Width * output.Channels);
            return;
        }

        for (int column = 0; column < output.Width; column++)
        {
            ComputeRun(
                _a.Row(row) + column * _a.PixelStride, _b.Row(row) + column * _b.PixelStride,
                _c.Row(row) + column * _c.PixelStride,
                output.Row(row) + column * output.PixelStride, output.Channels);
        }
    });

    private void ComputeRun(float* a, float* b, float* c, float* target, int length)
    {
        int i = 0;
        for (; i <= length - TVector.Count; i += TVector.Count)
            TVector.Store(target + i, operation.Compute(TVector.Load(a + i), TVector.Load(b + i), TVector.Load(c + i)));
        if (i == length) return;

        int lanes = length - i;
        Partial.Store(
            target + i,
            operation.Compute(
                Partial.Load<TVector>(a + i, lanes), Partial.Load<TVector>(b + i, lanes),
                Partial.Load<TVector>(c + i, lanes)), lanes);
    }
}
