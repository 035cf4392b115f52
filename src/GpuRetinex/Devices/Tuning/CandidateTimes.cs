using GpuRetinex.Metrics;

namespace GpuRetinex.Devices.Tuning;

/// <summary>What the steps of a plan take where one algorithm computes all that it can.</summary>
/// <param name="choice">The algorithm, or the device's rule.</param>
internal sealed class CandidateTimes(ForcedAlgorithm choice)
{
    private readonly List<IReadOnlyList<StepProfile>> _runs = [];

    public ForcedAlgorithm Choice { get; } = choice;

    public void Add(IReadOnlyList<StepProfile> run) => _runs.Add(run);

    /// <summary>By which algorithm a step was computed: a layer that this one cannot compute falls back to another.</summary>
    public string AlgorithmOf(int step) => _runs[0][step].Algorithm;

    /// <summary>Milliseconds of a step, on average over steps of which each one's median counts.</summary>
    public double MeanOf(IReadOnlyList<int> steps) => steps.Average(MedianOf);

    /// <summary>The same of each step's fastest run, which other work on the machine disturbs least.</summary>
    public double LeastOf(IReadOnlyList<int> steps) =>
        steps.Average(step => _runs.Min(run => run[step].Elapsed.TotalMilliseconds));

    /// <summary>Milliseconds of all steps.</summary>
    public double Sum => Enumerable.Range(0, _runs[0].Count).Sum(MedianOf);

    private double MedianOf(int step) => Median.Of(_runs.Select(run => run[step].Elapsed.TotalMilliseconds));
}
