using System.Diagnostics;
using GpuRetinex.Devices;
using GpuRetinex.Metrics;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Benchmarks;

/// <summary>How long a plan takes on a device, copies in and out included, and the device memory that it holds.</summary>
internal sealed record PlanTiming(double MedianMs, double MinMs, double MaxMs, long PeakBytes)
{
    private const int WarmUps = 2;

    /// <param name="device">Where to run.</param>
    /// <param name="plan">What to run, over <see cref="RandomInputs"/>.</param>
    /// <param name="repetitions">Timed runs, at least 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    public static PlanTiming Measure(IDevice device, Plan plan, int repetitions, CancellationToken cancellation)
    {
        Dictionary<string, Tensor> inputs = RandomInputs.For(plan);
        using IExecutable executable = device.Compile(plan);
        for (int i = 0; i < WarmUps; i++) executable.Run(inputs, progress: null, cancellation);
        var times = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            long start = Stopwatch.GetTimestamp();
            executable.Run(inputs, progress: null, cancellation);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return new PlanTiming(Median.Of(times), times.Min(), times.Max(), executable.PeakBytes);
    }
}
