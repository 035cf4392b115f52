using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace GpuRetinex.Cli.Profiles;

/// <summary>
/// The roofline diagram of a profile as PNG (Williams, Waterman, Patterson, CACM 2009): for each group of steps operations a second
/// over operations per byte, under the roof of copy bandwidth and multiply-adds. The larger a mark, the larger its share of the time.
/// </summary>
internal static class RooflinePlot
{
    private const int Width = 1200, Height = 800;
    private const float SmallestMark = 6, LargestMark = 40;

    public static void Write(NetworkProfile profile, Stream output)
    {
        // Data movement has no operations, and no place on logarithmic axes.
        StepGroup[] groups = [.. StepGroup.Of(profile.Steps).Where(group => group.Gflops > 0)];
        double total = profile.Steps.Sum(step => step.Milliseconds), ridge = profile.Peak.Gflops / profile.Peak.CopyGigabytes;
        double least = groups.Select(group => group.Intensity).Append(ridge).Min() / 2;
        double most = groups.Select(group => group.Intensity).Append(ridge).Max() * 2;

        using var plot = new Plot();
        AddRoof(plot, profile, [least, ridge, most]);
        foreach ((int index, IGrouping<string, StepGroup> kind) in groups.GroupBy(Kind).Index())
            AddMarks(plot, kind, plot.Add.Palette.GetColor(index), total);
        plot.Axes.Bottom.TickGenerator = LogarithmicTicks();
        plot.Axes.Left.TickGenerator = LogarithmicTicks();
        plot.XLabel("operations per byte of least traffic");
        plot.YLabel("GFLOP/s");
        plot.Title($"{profile.Subject.Network} at {profile.Subject.Size} on {profile.Subject.Device.Description.Id}");
        plot.ShowLegend(Alignment.LowerRight);
        output.Write(plot.GetImageBytes(Width, Height, ImageFormat.Png));
    }

    private static void AddRoof(Plot plot, NetworkProfile profile, double[] intensities)
    {
        double[] heights = [.. intensities.Select(intensity => Math.Min(profile.Peak.Gflops, intensity * profile.Peak.CopyGigabytes))];
        ScottPlot.Plottables.Scatter roof = plot.Add.ScatterLine(Logarithms(intensities), Logarithms(heights), Colors.Black);
        roof.LineWidth = 2;
        roof.LegendText = Numbers.Format($"roof: {profile.Peak.Gflops:0} GFLOP/s, {profile.Peak.CopyGigabytes:0.0} GB/s");
    }

    /// <summary>Marks of one colour, with one entry in the legend.</summary>
    private static void AddMarks(Plot plot, IGrouping<string, StepGroup> kind, Color color, double total)
    {
        foreach ((int index, StepGroup group) in kind.Index())
        {
            ScottPlot.Plottables.Marker mark = plot.Add.Marker(Math.Log10(group.Intensity), Math.Log10(group.Gflops));
            mark.Color = color.WithAlpha(0.7);
            mark.Size = SmallestMark + (LargestMark - SmallestMark) * (float)Math.Sqrt(group.Milliseconds / total);
            mark.LegendText = index == 0 ? kind.Key : "";
        }
    }

    private static string Kind(StepGroup group) => $"{group.Steps[0].Step.Operator.Name}, {group.Algorithm}";

    private static double[] Logarithms(double[] values) => [.. values.Select(Math.Log10)];

    private static NumericAutomatic LogarithmicTicks() => new()
    {
        MinorTickGenerator = new LogMinorTickGenerator(),
        IntegerTicksOnly = true,
        LabelFormatter = exponent => Math.Pow(10, exponent).ToString("0.######", CultureInfo.InvariantCulture),
    };
}
