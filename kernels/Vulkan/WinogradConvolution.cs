using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// 3×3 convolution by Winograd's F(2×2, 3×3) or F(4×4, 3×3), band of tiles by band: Winograd2Input.comp or Winograd4Input.comp,
/// WinogradProduct.comp, Winograd2Output.comp or Winograd4Output.comp.
/// </summary>
internal static class WinogradConvolution
{
    public static void Prepare(Convolution2D op, Step step, LaunchBuilder builder, WinogradTile tile)
    {
        var plan = new WinogradPlan(step, tile);
        var operands = new ConvolutionOperands(op, step, builder);
        (BufferRange windows, BufferRange products) = builder.Scratch(plan.WindowBytes, plan.ProductBytes);
        BufferRange weights = builder.Weights(step.Inputs[Convolution2D.WeightsIndex], plan.WeightOrder);
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
        private WinogradTile Tile => Plan.Tile;

        public void TransformInput(BufferRange windows)
        {
            int pairs = Plan.InputPitch / 2;
            long threads = (long)Tiles * pairs;
            Parameters parameters = Operands.WindowParameters(new Parameters()).Add(
                Plan.TileColumns, Plan.TileRows, First, pairs, Plan.BandTiles, (int)threads);
            double work = Pixels.Work(threads * 4 * Tile.Positions);
            Builder.AddPointwise(
                $"Winograd{Tile.Side}Input", [Operands.XIsVector], windows, [Operands.X], parameters, threads, work);
        }

        public void Multiply(BufferRange windows, BufferRange weights, BufferRange products)
        {
            ConvolutionTile tile = Plan.ProductTile;
            int rows = (Tiles + tile.Pixels - 1) / tile.Pixels, columns = Plan.OutputPitch / tile.Outputs;
            Parameters parameters = new Parameters()
                .Add(Plan.InputPitch / 4, Plan.OutputPitch / 4, Plan.BandTiles, columns, rows);
            double work = 2.0 * Tile.Positions * rows * tile.Pixels * Plan.InputPitch * Plan.OutputPitch;
            Builder.Add(
                "WinogradProduct", [tile.Threads, tile.Quads, tile.OutputThreads],
                products, [windows, weights], parameters, (long)Tile.Positions * rows * columns, work);
        }

        public void TransformOutput(BufferRange products)
        {
            int quads = (Plan.Outputs + 3) / 4;
            long threads = (long)Tiles * quads;
            Parameters parameters = Operands.EpilogueParameters().Add(
                Plan.TileColumns, Plan.TileRows, First, quads, Plan.OutputPitch / 4, Plan.BandTiles, (int)threads);
            double work = Pixels.Work(threads * 4 * (Tile.Positions + Tile.Side * Tile.Side));
            Builder.AddPointwise(
                $"Winograd{Tile.Side}Output", Operands.EpilogueConstants, Operands.Output, Operands.EpilogueInputs(products),
                parameters, threads, work);
        }
    }
}
