using GpuRetinex.Cli.Benchmarks;
using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;

namespace GpuRetinex.Cli.Profiles;

/// <summary>Finds the fastest algorithm of each convolution of a network and keeps the findings for all later runs.</summary>
internal static class NetworkTuning
{
    /// <exception cref="UsageException">The environment forces an algorithm, so that there is no choice.</exception>
    public static void RequireChoice()
    {
        if (ForcedAlgorithm.FromEnvironment() is { Name: { } name })
            throw new UsageException(
                $"--tune: {ForcedAlgorithm.Variable}={name} forces one algorithm. Unset it to choose among all.");
    }

    /// <summary>Measures, keeps, and says what came of it; null where the device has one algorithm only.</summary>
    /// <param name="subject">What to measure, over <see cref="RandomInputs"/>.</param>
    /// <param name="precision">The precision that the device was opened with.</param>
    /// <param name="repetitions">Timed runs of each algorithm, at least 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    public static TuningReport? Run(
        BenchmarkSubject subject, Precision precision, int repetitions, CancellationToken cancellation)
    {
        string device = $"device {subject.Device.Description.Id}";
        if (subject.Device.Algorithms is [var only])
        {
            Screen.Note($"{device}: it computes every convolution by '{only}'; there is nothing to choose");
            return null;
        }

        var tuner = new Tuner(subject.Device, precision, Screen.Note);
        TuningReport report = tuner.Run(subject.Plan, RandomInputs.For(subject.Plan), repetitions, cancellation);
        bool isKept = subject.Device.Keep(report.Layers.Where(layer => layer.HasChoice).Select(layer => layer.Layer));
        string saved = Numbers.Format($"{report.SavedMilliseconds:0.0} of {report.PlanMilliseconds:0.0} ms");
        Screen.Note($"{device}: {report.Changed} of {report.Convolutions} convolutions changed, which saves {saved}");
        string? path = subject.Device.File.FullPath;
        Screen.Note(
            isKept ? $"{device}: the choices are kept in {path}"
            : path is null
            ? $"{device}: the choices hold for this run only, as there is no cache folder; set HOME or XDG_CACHE_HOME to have one"
            : $"{device}: the choices hold for this run only, as {path} cannot be written");
        return report;
    }

    /// <summary>Tells of findings that are used though nobody asked for them in this run.</summary>
    public static void Mention(BenchmarkSubject subject)
    {
        if (subject.Device.Layers.All.Count > 0)
            Screen.Note(
                $"device {subject.Device.Description.Id}: algorithms as measured, kept in {subject.Device.File.FullPath}");
    }
}
