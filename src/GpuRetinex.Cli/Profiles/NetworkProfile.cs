using GpuRetinex.Cli.Benchmarks;
using GpuRetinex.Devices;
using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Profiles;

/// <summary>What every step of a network takes on a device.</summary>
/// <param name="Subject">The network and the device.</param>
/// <param name="Peak">The device's, measured right after.</param>
/// <param name="Steps">In the order in which they run.</param>
internal sealed record NetworkProfile(BenchmarkSubject Subject, DevicePeak Peak, IReadOnlyList<StepTime> Steps)
{
    private const int WarmUps = 2;

    /// <param name="subject">What to profile, over <see cref="RandomInputs"/>.</param>
    /// <param name="repetitions">Timed runs, of which each step's median counts; at least 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    public static NetworkProfile Measure(BenchmarkSubject subject, int repetitions, CancellationToken cancellation)
    {
        Dictionary<string, Tensor> inputs = RandomInputs.For(subject.Plan);
        using IExecutable executable = subject.Device.Compile(subject.Plan);
        for (int i = 0; i < WarmUps; i++) executable.Run(inputs, progress: null, cancellation);
        var runs = new List<IReadOnlyList<StepProfile>>();
        for (int i = 0; i < repetitions; i++) runs.Add(executable.Profile(inputs, cancellation));
        DevicePeak peak = subject.Device.MeasurePeak();
        IEnumerable<StepTime> steps = runs[0].Select((step, index) =>
            new StepTime(step, Median.Of(runs.Select(run => run[index].Elapsed.TotalMilliseconds)), peak));
        return new NetworkProfile(subject, peak, [.. steps]);
    }
}
