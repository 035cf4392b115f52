using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Resampling;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks.Sftgan;

/// <summary>
/// Tells what each pixel of a picture shows, as the authors' test_segmentation.py does: the picture is enlarged four times
/// (bicubic, not rounded), turned to BGR within 0 and 255, and lessened by the mean.
/// </summary>
internal sealed class OutdoorSegmenter : IDisposable
{
    /// <summary>The sides that the network makes are multiples of this.</summary>
    private const int Alignment = 8;

    /// <summary>Below this a picture's classes can't be told any longer.</summary>
    private const int SmallestSide = 64;

    private const double Reduction = 0.85;

    private readonly IDevice _device;
    private readonly Graph _graph;
    private readonly GraphRunner _runner;

    public OutdoorSegmenter(WeightSet weights, IDevice device)
    {
        _device = device;
        _graph = GraphPasses.Optimize(new OutdoorSceneSeg().Build(weights));
        _runner = new GraphRunner(_graph, device);
    }

    /// <summary>What is subtracted from the pictures that the network takes.</summary>
    internal static MeanColour Mean { get; } = new(103.939f, 116.779f, 123.68f);

    /// <summary>Probabilities [1,8,4H,4W] of a picture [1,3,H,W], RGB within 0 and 1.</summary>
    /// <param name="colour">The picture.</param>
    /// <param name="budget">Bytes that the network may use, or null for any number.</param>
    /// <param name="progress">Told the share of the work done.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <returns>The probabilities, what they took, and the size at which the network saw the picture.</returns>
    /// <exception cref="DeviceException">The memory does not suffice even for a small version of the picture.</exception>
    public (Tensor Probabilities, RunResult Run, (int Height, int Width) Size) Segment(
        Tensor colour, long? budget, IProgress<double>? progress, CancellationToken cancellation)
    {
        int height = SftganUpscaler.Factor * colour.Shape.H, width = SftganUpscaler.Factor * colour.Shape.W;
        (int Height, int Width) size = budget is { } bytes ? FittingSize(height, width, bytes) : (height, width);
        Tensor input = Mean.Subtract(BicubicResize.ToSize(colour, size.Height, size.Width));
        RunResult run = _runner.Run(new Dictionary<string, Tensor> { ["bgr"] = input }, TileRule.Off, progress, cancellation);
        if (budget is not null) _runner.Release();
        Tensor probabilities = run.Outputs["prob"];

        // Where a side is no multiple of 8, the network's last cells reach beyond the picture.
        if (probabilities.Shape.H != size.Height || probabilities.Shape.W != size.Width)
            probabilities = Patch.Cut(probabilities, new Region(0, 0, size.Height, size.Width));
        return (size == (height, width) ? probabilities : Enlarge(probabilities, height, width), run, size);
    }

    public void Dispose() => _runner.Dispose();

    private (int Height, int Width) FittingSize(int height, int width, long bytes)
    {
        (int Height, int Width) size = (height, width);
        for (double scale = Reduction; Needed(size) > bytes; scale *= Reduction)
        {
            if (Math.Min(size.Height, size.Width) <= SmallestSide)
            {
                throw new DeviceException(
                    _device.Description.Id,
                    $"the segmentation needs {Needed(size) >> 20} MiB even for the picture at {size.Width} x {size.Height}, "
                    + $"{Math.Max(bytes, 0) >> 20} MiB are left",
                    "Allow more with --max-memory, or use a smaller picture.");
            }

            size = (Aligned(height * scale), Aligned(width * scale));
        }

        return size;
    }

    private long Needed((int Height, int Width) size) =>
        _device.PlanFor(
            _graph, new Dictionary<string, Shape> { ["bgr"] = new(1, 3, size.Height, size.Width) }).ArenaElements * sizeof(float);

    private static int Aligned(double side) => Math.Max((int)(side / Alignment) * Alignment, Alignment);

    /// <summary>Probabilities at the size of the result; the cubic's overshoot is cut off.</summary>
    private static Tensor Enlarge(Tensor probabilities, int height, int width)
    {
        Tensor enlarged = BicubicResize.ToSize(probabilities, height, width);
        int plane = height * width, classes = enlarged.Shape.C;
        for (int i = 0; i < plane; i++)
        {
            float sum = 0;
            for (int c = 0; c < classes; c++)
                sum += enlarged.Data[(c * plane) + i] = Math.Clamp(enlarged.Data[(c * plane) + i], 0, 1);
            for (int c = 0; c < classes; c++) enlarged.Data[(c * plane) + i] /= sum;
        }

        return enlarged;
    }
}
