using System.CommandLine;
using GpuRetinex.Devices;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Perf.Cases;
using GpuRetinex.Perf.Engines;
using GpuRetinex.Perf.Measurement;

namespace GpuRetinex.Perf.Commands;

/// <summary>`scaling`: one thread against all, and time against the number of pixels.</summary>
internal sealed class ScalingCommand
{
    private const double SmallestMegapixels = 0.25;
    private const int SideMultiple = 8;

    /// <summary>Working memory of a picture or tile: what is left under a limit of 1.5 GB.</summary>
    private const long ArenaBytes = 1L << 30;

    private readonly CommonOptions _options = new();
    private readonly Option<double> _largest = new("--megapixels")
    {
        Description = "largest picture; sizes double from 0.25 up to it, in tiles where memory demands",
        DefaultValueFactory = _ => 24,
    };

    public Command Create()
    {
        var command = new Command("scaling", "issr-lite with one thread and several, and at growing sizes");
        command.Options.Add(_largest);
        _options.AddTo(command);
        command.SetAction(Run);
        return command;
    }

    private int Run(ParseResult arguments)
    {
        MachineFacts machine = MachineFacts.Read();
        _options.Publish(arguments, $"""
            # How time grows with threads and pixels

            {machine}

            ## Threads

            {Threads(arguments)}
            ## Pixels

            {Pixels(arguments)}
            """);
        return 0;
    }

    private Table Threads(ParseResult arguments)
    {
        int threads = arguments.GetValue(_options.Threads);
        var table = new Table("case", "1 thread ms", $"{threads} threads ms", "speed-up");
        foreach (string name in new[] { "chain-64x10-128", "issr-lite-600x400" })
        {
            Console.Error.WriteLine(name);
            BenchmarkCase benchmark = CaseCatalog.All.Single(benchmark => benchmark.Name == name);
            using GpuRetinexEngine one = Engine(benchmark, 1, arguments), all = Engine(benchmark, threads, arguments);
            (double oneTime, double allTime) =
                AlternatingRuns.MedianMilliseconds(one.Run, all.Run, arguments.GetValue(_options.Repetitions));
            table.Add(name, $"{oneTime:F1}", $"{allTime:F1}", $"{oneTime / allTime:F2}");
        }

        return table;
    }

    /// <summary>Each size in turn with the smallest, so that their ratio is of one time.</summary>
    private Table Pixels(ParseResult arguments)
    {
        var table = new Table("issr-lite", "megapixels", "tiles", "ms", "ms per megapixel", "÷ smallest");
        var family = new SimdFamily(arguments.GetValue(_options.Level), arguments.GetValue(_options.Threads));
        using IDevice device = family.Open(family.FindDevices()[0]);
        BenchmarkCase smallest = OfMegapixels(SmallestMegapixels);
        using var small = new TiledRun(smallest, device, ArenaBytes);
        foreach (double megapixels in Sizes(arguments.GetValue(_largest)))
        {
            BenchmarkCase benchmark = OfMegapixels(megapixels);
            Console.Error.WriteLine(benchmark.Name);
            using var large = new TiledRun(benchmark, device, ArenaBytes);
            (double smallTime, double largeTime) =
                AlternatingRuns.MedianMilliseconds(small.Run, large.Run, arguments.GetValue(_options.Repetitions));
            double each = largeTime / Megapixels(benchmark), smallEach = smallTime / Megapixels(smallest);
            table.Add(
                benchmark.Name, $"{Megapixels(benchmark):F2}", $"{large.Tiles}", $"{largeTime:F0}", $"{each:F0}",
                $"{each / smallEach:F2}");
        }

        return table;
    }

    /// <summary>Doubling from the smallest, and the largest last.</summary>
    private static IEnumerable<double> Sizes(double largest)
    {
        for (double megapixels = SmallestMegapixels; megapixels < largest; megapixels *= 2) yield return megapixels;
        yield return largest;
    }

    private GpuRetinexEngine Engine(BenchmarkCase benchmark, int threads, ParseResult arguments)
    {
        SimdLevel level = arguments.GetValue(_options.Level);
        return GpuRetinexEngine.FromGraph(benchmark.Build(), benchmark.MakeInputs(), threads, level);
    }

    /// <summary>A picture 3:2 with sides divisible by 8.</summary>
    private static BenchmarkCase OfMegapixels(double megapixels)
    {
        double height = Math.Sqrt(megapixels * 1e6 * 2 / 3);
        return CaseCatalog.IssrLite(Side(height * 3 / 2), Side(height));

        static int Side(double pixels) => (int)Math.Round(pixels / SideMultiple) * SideMultiple;
    }

    private static double Megapixels(BenchmarkCase benchmark) =>
        benchmark.InputShapes["image"].H * (double)benchmark.InputShapes["image"].W / 1e6;
}
