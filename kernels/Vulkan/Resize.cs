using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Nearest-neighbour resize by tables of source rows and columns: Resize.comp.</summary>
internal static class Resize
{
    public static string Prepare(Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0];
        BoundView output = builder.Bind(step.Output), x = builder.Bind(input);
        IEnumerable<int> rows = Table(
            input.Map.H, step.Output.Map.H, step.Output.Region.Top, step.Output.Region.Height, input.Region.Top);
        IEnumerable<int> columns = Table(
            input.Map.W, step.Output.Map.W, step.Output.Region.Left, step.Output.Region.Width, input.Region.Left);
        long threads = Pixels.QuadThreads(step.Output.Shape);
        Parameters parameters = new Parameters().Add(output).Add(x).Add(
            step.Output.Shape.W, step.Output.Shape.H, input.Shape.H, Pixels.Quads(step.Output.Shape), (int)threads);
        builder.AddPointwise(
            "Resize", [output.IsVector, x.IsVector],
            output.Memory, [x.Memory, builder.Table([.. rows, .. columns])], parameters, threads,
            Pixels.Work(2 * step.Output.Shape.Count));
        return "nearest";
    }

    /// <summary>Source pixels of a part of an axis, both counted from their views' first.</summary>
    private static IEnumerable<int> Table(int input, int output, int first, int count, int source) =>
        NearestResize.SourceIndices(input, output).Skip(first).Take(count).Select(index => index - source);
}
