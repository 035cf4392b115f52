using System.Diagnostics;
using GpuRetinex.Devices;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Benchmarks;

/// <summary>How long a plan takes on a device, copies in and out included, and the device memory that it holds.</summary>
internal sealed record PlanTiming(double MedianMs, double MinMs, double MaxMs, long PeakBytes)
{
    private const int WarmUps = 2;
    private const int Seed = 1;

    /// <param name="device">Where to run.</param>
    /// <param name="plan">What to run; its inputs are random numbers from 0 to 1, the same each time.</param>
    /// <param name="repetitions">Timed runs, at least 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    public static PlanTiming Measure(IDevice device, Plan plan, int repetitions, CancellationToken cancellation)
    {
        Dictionary<string, Tensor> inputs = RandomInputs(plan);
        using IExecutable executable = device.Compile(plan);
        for (int i = 0; i < WarmUps; i++) executable.Run(inputs, progress: null, cancellation);
        var times = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            executable.Run(inputs, progress: null, cancellation);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        Array.Sort(times);
        double median = (times[(repetitions - 1) / 2] + times[repetitions / 2]) / 2;
        return new PlanTiming(median, times[0], times[^1], executable.PeakBytes);
    }

    private static Dictionary<string, Tensor> RandomInputs(Plan plan)
    {
        var random = new Random(Seed);
        var inputs = new Dictionary<string, Tensor>();
        foreach ((string name, View view) in plan.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal))
        {
            var tensor = new Tensor(view.Shape);
            foreach (ref float value in tensor.Data.AsSpan()) value = random.NextSingle();
            inputs.Add(name, tensor);
        }

        return inputs;
    }
}
