using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Bilinear resize by tables of samples: Bilinear.comp.</summary>
internal static class Bilinear
{
    public static string Prepare(BilinearResize op, Step step, LaunchBuilder builder)
    {
        View input = step.Inputs[0];
        BoundView output = builder.Bind(step.Output), x = builder.Bind(input);
        IEnumerable<int> rows = Table(
            op.Samples(input.Map.H, step.Output.Map.H), step.Output.Region.Top, step.Output.Region.Height, input.Region.Top);
        IEnumerable<int> columns = Table(
            op.Samples(input.Map.W, step.Output.Map.W), step.Output.Region.Left, step.Output.Region.Width, input.Region.Left);
        long threads = Pixels.QuadThreads(step.Output.Shape);
        Parameters parameters = new Parameters().Add(output).Add(x).Add(
            step.Output.Shape.W, step.Output.Shape.H, input.Shape.H, Pixels.Quads(step.Output.Shape), (int)threads);
        builder.AddPointwise(
            "Bilinear", [output.IsVector, x.IsVector],
            output.Memory, [x.Memory, builder.Table([.. rows, .. columns])], parameters, threads,
            Pixels.Work(5 * step.Output.Shape.Count));
        return "bilinear";
    }

    /// <summary>
    /// First and second pixel, counted from the input view's first, and the bits of the share, for a part of an axis.
    /// </summary>
    private static IEnumerable<int> Table(BilinearResize.Sample[] whole, int first, int count, int source) =>
        whole.Skip(first).Take(count).SelectMany(
            sample => new[] { sample.First - source, sample.Second - source, BitConverter.SingleToInt32Bits(sample.Share) });
}
