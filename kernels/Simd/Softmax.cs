using GpuRetinex.Kernels.Simd.Vectors;

namespace GpuRetinex.Kernels.Simd;

// Softmax over the channels of each pixel, channels last. Class counts are 3 to 21, below or just above a vector's worth, so the
// lanes are pixels: a vector's worth of them is turned to [channels][lanes] in scratch, computed, and turned back.
internal sealed unsafe class Softmax<TVector>(TensorView input, TensorView output) : Kernel
    where TVector : struct, ISimdVector<TVector>
{
    public override int ScratchElements => input.Channels * TVector.Count;

    public override void Run(Workers workers, Scratch scratch)
    {
        int bandRows = RowBand.Rows(output.Rows, workers.Count);
        workers.Run((output.Rows + bandRows - 1) / bandRows, (worker, band) =>
        {
            for (int row = band * bandRows; row < Math.Min((band + 1) * bandRows, output.Rows); row++)
                for (int column = 0; column < output.Width; column += TVector.Count)
                    ComputePixels(row, column, scratch.For(worker));
        });
    }

    /// <summary>Pixels of a row from one on; lanes beyond the row's end repeat the last.</summary>
    private void ComputePixels(int row, int column, float* lanes)
    {
        int last = output.Width - column - 1;
        for (int lane = 0; lane < TVector.Count; lane++)
        {
            float* source = input.Pixel(row, column + Math.Min(lane, last));
            for (int channel = 0; channel < input.Channels; channel++) lanes[channel * TVector.Count + lane] = source[channel];
        }

        Compute(lanes);
        for (int lane = 0; lane <= Math.Min(last, TVector.Count - 1); lane++)
        {
            float* target = output.Pixel(row, column + lane);
            for (int channel = 0; channel < output.Channels; channel++) target[channel] = lanes[channel * TVector.Count + lane];
        }
    }

    private void Compute(float* lanes)
    {
        float* end = lanes + input.Channels * TVector.Count;
        TVector maximum = TVector.Load(lanes), sum = TVector.Broadcast(0);
        for (float* value = lanes + TVector.Count; value < end; value += TVector.Count)
            maximum = TVector.Max(maximum, TVector.Load(value));
        for (float* value = lanes; value < end; value += TVector.Count)
        {
            TVector power = Exponential.Of(TVector.Load(value) - maximum);
            TVector.Store(value, power);
            sum += power;
        }

        for (float* value = lanes; value < end; value += TVector.Count) TVector.Store(value, TVector.Load(value) / sum);
    }
}
