using GpuRetinex.Graphs;
using GpuRetinex.Tensors;

namespace GpuRetinex.Planning;

/// <summary>
/// Lets an output take the place of an input that dies in the same step, where the operator allows it: half the memory for
/// chains of residual blocks, and stores that find their cache lines loaded. Where the two hold different rows, the place holds
/// both: a value's rows of earlier bands never reach into those that the step reads of the other.
/// </summary>
internal sealed class SharedStorage
{
    private readonly Graph _graph;
    private readonly IReadOnlyList<Shape> _maps;
    private readonly Dictionary<int, int> _lastReads = [];
    private readonly HashSet<int> _written = [];
    private readonly int[] _owners;
    private readonly Region[] _regions;

    /// <param name="graph">The graph.</param>
    /// <param name="maps">Shapes of all its values in the whole picture.</param>
    /// <param name="schedule">Steps and parts.</param>
    public SharedStorage(Graph graph, IReadOnlyList<Shape> maps, Schedule schedule)
    {
        (_graph, _maps) = (graph, maps);
        _owners = [.. Enumerable.Range(0, schedule.Parts.Count)];
        _regions = [.. schedule.Parts.Select(part => part.Region)];
        for (int step = 0; step < schedule.Steps.Count; step++)
            foreach (ScheduledOperand input in schedule.Steps[step].Inputs)
                _lastReads[input.Part] = step;
        foreach (NamedOperand output in graph.Outputs) _lastReads[schedule.Kept(output.Operand).Part] = schedule.Steps.Count;

        for (int step = 0; step < schedule.Steps.Count; step++)
            if (!schedule.Steps[step].IsCarry)
                Share(step, schedule.Steps[step]);
    }

    /// <summary>The part in whose place a part lies; itself for most.</summary>
    public int Owner(int part) => _owners[part];

    /// <summary>The pixels that a part's place holds.</summary>
    public Region Region(int part) => _regions[_owners[part]];

    private void Share(int index, ScheduledStep step)
    {
        bool isFirst = _written.Add(step.Output.Part);
        if (!isFirst || step.Operator.InPlaceInput < 0) return;
        ScheduledOperand input = step.Inputs[step.Operator.InPlaceInput];
        if (!CanTakeOver(index, step, input)) return;
        int owner = _owners[input.Part];
        _owners[step.Output.Part] = owner;
        _regions[owner] = _regions[owner].Union(_regions[step.Output.Part]);
    }

    private bool CanTakeOver(int index, ScheduledStep step, ScheduledOperand input) =>
        input.Part >= 0
        && _graph.IsWhole(input.Operand)
        && _graph.IsWhole(step.Output.Operand)
        && _lastReads[input.Part] == index
        && step.Inputs.Count(other => other.Part == input.Part) == 1
        && _maps[input.Operand.Value] == _maps[step.Output.Operand.Value];
}
