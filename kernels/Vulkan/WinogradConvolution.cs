using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// 3×3 convolution by Winograd's F(4×4, 3×3), band of tiles by band: WinogradInput.comp, WinogradProduct.comp, WinogradOutput.comp.
/// </summary>
internal static class WinogradConvolution
{
    public static void Prepare(Convolution2D op, Step step, LaunchBuilder builder)
    {
        var plan = new WinogradPlan(step);
        var operands = new ConvolutionOperands(op, step, builder);
        (BufferRange windows, BufferRange products) = builder.Scratch(plan.WindowBytes, plan.ProductBytes);
        BufferRange weights = builder.Weights(
            step.Inputs[Convolution2D.WeightsIndex], new WeightOrder(WeightKind.Winograd, ConvolutionTile.Depth, plan.Tile.Outputs));
        for (long first = 0; first < plan.Tiles; first += plan.BandTiles)
        {
            var band = new Band(plan, operands, builder, (int)first, (int)Math.Min(plan.BandTiles, plan.Tiles - first));
            band.TransformInput(windows);
            band.Multiply(windows, weights, products);
            band.TransformOutput(products);
        }
    }

    /// <summary>The three launches of one band.</summary>
    private sealed record Band(WinogradPlan Plan, ConvolutionOperands Operands, LaunchBuilder Builder, int First, int Tiles)
    {
        public void TransformInput(BufferRange windows)
        {
            long threads = (long)Tiles * Plan.InputPitch;
            Parameters parameters = Operands.WindowParameters(new Parameters()).Add(
                Plan.TileColumns, Plan.TileRows, First, Plan.InputPitch, Plan.BandTiles, (int)threads);
            Builder.AddPointwise("WinogradInput", [], windows, [Operands.X], parameters, threads, Pixels.Work(2 * threads * WinogradPlan.Positions));
        }

        public void Multiply(BufferRange windows, BufferRange weights, BufferRange products)
        {
            int rows = (Tiles + Plan.Tile.Pixels - 1) / Plan.Tile.Pixels, columns = Plan.OutputPitch / Plan.Tile.Outputs;
            Parameters parameters = new Parameters().Add(Plan.InputPitch / 4, Plan.OutputPitch / 4, Plan.BandTiles, columns, rows);
            double work = 2.0 * WinogradPlan.Positions * rows * Plan.Tile.Pixels * Plan.InputPitch * Plan.OutputPitch;
            Builder.Add(
                "WinogradProduct", [Plan.Tile.Threads, Plan.Tile.Quads, Plan.Tile.OutputThreads],
                products, [windows, weights], parameters, (long)WinogradPlan.Positions * rows * columns, work);
        }

        public void TransformOutput(BufferRange products)
        {
            int quads = (Plan.Outputs + 3) / 4;
            long threads = (long)Tiles * quads;
            Parameters parameters = Operands.EpilogueParameters().Add(
                Plan.TileColumns, Plan.TileRows, First, quads, Plan.OutputPitch / 4, Plan.BandTiles, (int)threads);
            Builder.AddPointwise(
                "WinogradOutput", Operands.EpilogueConstants, Operands.Output, Operands.EpilogueInputs(products), parameters,
                threads, Pixels.Work(threads * 4 * (WinogradPlan.Positions + 16)));
        }
    }
}
