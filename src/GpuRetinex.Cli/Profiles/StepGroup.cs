namespace GpuRetinex.Cli.Profiles;

/// <summary>Steps of one operator, size and algorithm, taken together.</summary>
internal sealed record StepGroup(string Operator, string Size, string Algorithm, IReadOnlyList<StepTime> Steps)
{
    public double Milliseconds { get; } = Steps.Sum(step => step.Milliseconds);

    public double Gflops => Flops / Milliseconds / 1e6;

    /// <summary>Least traffic a second, in 10⁹ bytes.</summary>
    public double Gigabytes => Bytes / Milliseconds / 1e6;

    public double RoofPercent => 100 * Steps.Sum(step => step.RoofMilliseconds) / Milliseconds;

    /// <summary>Operations for each byte of the least traffic.</summary>
    public double Intensity => Flops / Bytes;

    private double Flops => Steps.Sum(step => (double)step.Step.Flops);

    private double Bytes => Steps.Sum(step => (double)step.Step.Bytes);

    /// <summary>The groups of a profile, the slowest first.</summary>
    public static IReadOnlyList<StepGroup> Of(IEnumerable<StepTime> steps) =>
    [
        .. steps.GroupBy(step => (step.Operator, step.Size, step.Algorithm))
            .Select(group => new StepGroup(group.Key.Operator, group.Key.Size, group.Key.Algorithm, [.. group]))
            .OrderByDescending(group => group.Milliseconds),
    ];
}
