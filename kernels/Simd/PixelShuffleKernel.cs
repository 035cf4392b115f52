using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// Pixel shuffle, channels last: every output pixel gathers every factor²-th channel of one input pixel. Bound by memory.
internal sealed unsafe class PixelShuffleKernel(int factor, Step step, TensorView input, TensorView output) : Kernel
{
    private readonly int _top = step.Output.Region.Top, _left = step.Output.Region.Left;
    private readonly int _firstRow = step.Inputs[0].Region.Top, _firstColumn = step.Inputs[0].Region.Left;

    public override void Run(Workers workers, Scratch scratch) => RowBand.ForEach(output.Rows, workers, row =>
    {
        int mapRow = row % output.Height + _top, area = factor * factor;
        int sourceRow = row / output.Height * input.Height + mapRow / factor - _firstRow;
        for (int column = 0; column < output.Width; column++)
        {
            int mapColumn = column + _left;
            int phase = mapRow % factor * factor + mapColumn % factor;
            float* source = input.Pixel(sourceRow, mapColumn / factor - _firstColumn) + phase;
            float* target = output.Pixel(row, column);
            for (int channel = 0; channel < output.Channels; channel++) target[channel] = source[channel * area];
        }
    });
}
