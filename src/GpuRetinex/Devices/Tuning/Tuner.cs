using System.Globalization;
using GpuRetinex.Metrics;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices.Tuning;

/// <summary>
/// Measures every algorithm that a device has for convolutions on every convolution of a plan. An algorithm counts only if the
/// plan's outputs agree with those by the device's own rule, which the device check has seen to.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="precision">The precision that it was opened with.</param>
/// <param name="explain">Told in a sentence what is measured and what is left out, and why.</param>
public sealed class Tuner(IDevice device, Precision precision, Action<string> explain)
{
    /// <summary>Share of the rule's time by which an algorithm must be faster to take its place: less may be noise.</summary>
    public const double Margin = 0.03;

    private const double Tolerance = 1e-4, HalfStorageTolerance = 2e-3;

    /// <summary>
    /// Timed runs before the next algorithm has its turn. In between come all others, so that disturbances meet all alike.
    /// </summary>
    private const int TurnRuns = 3;

    /// <summary>Measures.</summary>
    /// <param name="plan">A plan that fits the device's memory.</param>
    /// <param name="inputs">A tensor for each of its inputs.</param>
    /// <param name="repetitions">Timed runs of each algorithm, at least 1.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    /// <exception cref="DeviceException">The device failed at what it does by its own rule, or is lost.</exception>
    public TuningReport Run(
        Plan plan, IReadOnlyDictionary<string, Tensor> inputs, int repetitions, CancellationToken cancellation = default)
    {
        explain($"device {device.Description.Id}: measuring {string.Join(", ", device.Algorithms)}, {repetitions} runs of each");
        IReadOnlyDictionary<string, Tensor> expected = Compute(plan, inputs, ForcedAlgorithm.None, cancellation);
        var rule = new CandidateTimes(ForcedAlgorithm.None);
        List<CandidateTimes> candidates =
        [
            .. device.Algorithms.Select(name => new ForcedAlgorithm(name))
                .Where(choice => IsRight(plan, inputs, choice, $"algorithm {choice.Name}", expected, cancellation))
                .Select(choice => new CandidateTimes(choice)),
        ];
        for (int done = 0; done < repetitions; done += TurnRuns)
        {
            foreach (CandidateTimes candidate in (IEnumerable<CandidateTimes>)[rule, .. candidates])
                Measure(plan, inputs, candidate, Math.Min(TurnRuns, repetitions - done), cancellation);
        }

        MeasuredLayer[] layers = [.. Decide(plan, rule, candidates)];
        var choices = new TunedLayers(layers.Select(layer => layer.Layer));
        if (!IsRight(plan, inputs, choices, "the choice", expected, cancellation)) layers = [.. layers.Select(KeepRule)];
        return new TuningReport(layers, rule.Sum);
    }

    private void Measure(
        Plan plan, IReadOnlyDictionary<string, Tensor> inputs, CandidateTimes candidate, int runs, CancellationToken cancellation)
    {
        // Compiled anew for each turn, so that the arena of one algorithm at a time takes memory.
        using IExecutable executable = device.Compile(plan, candidate.Choice);
        executable.Run(inputs, progress: null, cancellation);
        for (int run = 0; run < runs; run++) candidate.Add(executable.Profile(inputs, cancellation));
    }

    private IReadOnlyDictionary<string, Tensor> Compute(
        Plan plan, IReadOnlyDictionary<string, Tensor> inputs, IAlgorithmChoice choice, CancellationToken cancellation)
    {
        using IExecutable executable = device.Compile(plan, choice);
        return executable.Run(inputs, progress: null, cancellation);
    }

    private bool IsRight(
        Plan plan, IReadOnlyDictionary<string, Tensor> inputs, IAlgorithmChoice choice, string what,
        IReadOnlyDictionary<string, Tensor> expected, CancellationToken cancellation)
    {
        string? problem;
        try
        {
            problem = DifferenceOf(Compute(plan, inputs, choice, cancellation), expected);
        }
        catch (DeviceException exception) when (exception.Fault != DeviceFault.Lost)
        {
            problem = exception.Problem;
        }

        if (problem is not null) explain($"device {device.Description.Id}: {what} is left out: {problem}");
        return problem is null;
    }

    private string? DifferenceOf(IReadOnlyDictionary<string, Tensor> outputs, IReadOnlyDictionary<string, Tensor> expected)
    {
        double tolerance = precision == Precision.HalfStorage ? HalfStorageTolerance : Tolerance;
        foreach ((string name, Tensor tensor) in expected)
        {
            TensorDistance distance = TensorDistance.Between(outputs[name], tensor, tolerance);
            if (!distance.Passed)
                return string.Create(
                    CultureInfo.InvariantCulture,
                    $"output {name} differs by {distance.RelativeL2:G3}, at most {tolerance:G1} is right");
        }

        return null;
    }

    private static IEnumerable<MeasuredLayer> Decide(Plan plan, CandidateTimes rule, IReadOnlyList<CandidateTimes> candidates) =>
        from step in Enumerable.Range(0, plan.Steps.Length)
        let shape = ConvolutionShape.Of(plan.Steps[step])
        where shape is not null
        group step by shape.Value into steps
        select new MeasuredLayer(Decide(steps.Key, [.. steps], rule, candidates), steps.Count());

    private static TunedLayer Decide(
        ConvolutionShape shape, int[] steps, CandidateTimes rule, IEnumerable<CandidateTimes> candidates)
    {
        string usual = rule.AlgorithmOf(steps[0]);
        var times = new SortedDictionary<string, double>(StringComparer.Ordinal) { [usual] = rule.MeanOf(steps) };
        var least = new Dictionary<string, double> { [usual] = rule.LeastOf(steps) };
        foreach (CandidateTimes candidate in candidates)
        {
            string name = candidate.Choice.Name!;
            if (!steps.Any(step => candidate.AlgorithmOf(step) == name)) continue;
            times[name] = Math.Min(candidate.MeanOf(steps), times.GetValueOrDefault(name, double.PositiveInfinity));
            least[name] = Math.Min(candidate.LeastOf(steps), least.GetValueOrDefault(name, double.PositiveInfinity));
        }

        // A disturbance moves medians or fastest runs, seldom both the same way.
        string fastest = times.MinBy(time => time.Value).Key;
        bool wins = times[fastest] < (1 - Margin) * times[usual] && least[fastest] < (1 - Margin) * least[usual];
        string algorithm = wins ? fastest : usual;
        return new TunedLayer(shape, algorithm, usual, times.ToDictionary(time => time.Key, time => Math.Round(time.Value, 4)));
    }

    private static MeasuredLayer KeepRule(MeasuredLayer layer) =>
        layer with { Layer = layer.Layer with { Algorithm = layer.Layer.Rule } };
}
