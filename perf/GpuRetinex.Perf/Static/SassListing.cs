using System.Globalization;
using System.Text.RegularExpressions;

namespace GpuRetinex.Perf.Static;

/// <summary>A kernel as nvdisasm prints it: its loops and what is in them.</summary>
internal sealed partial class SassListing
{
    private readonly List<string> _operations = [];
    private readonly List<(int First, int Last)> _loops = [];
    private readonly List<(int First, int Last)> _branches = [];

    public SassListing(string text)
    {
        var labels = new Dictionary<string, int>();
        var jumps = new List<(int From, string Label, bool IsConditional)>();
        foreach (string line in text.Split('\n'))
        {
            if (Label().Match(line) is { Success: true } label) labels[label.Groups[1].Value] = _operations.Count;
            if (Instruction().Match(line) is not { Success: true } instruction) continue;
            _operations.Add(instruction.Groups[1].Value);
            if (Jump().Match(line) is { Success: true } jump)
                jumps.Add((_operations.Count - 1, jump.Groups[1].Value, line.Contains('@')));
        }

        foreach ((int from, string label, bool isConditional) in jumps)
        {
            int to = labels[label];
            if (to <= from) _loops.Add((to, from));
            else if (isConditional) _branches.Add((from + 1, to - 1));
        }
    }

    /// <summary>Instructions of the whole kernel.</summary>
    public int Count => _operations.Count;

    /// <summary>The innermost loop that has the most multiply-adds.</summary>
    public (int First, int Last) HotLoop =>
        _loops.OrderByDescending(loop => Measure(loop).MultiplyAdds).ThenBy(loop => loop.Last - loop.First).First();

    /// <summary>What one pass through a loop's code asks for.</summary>
    /// <param name="loop">First and last instruction.</param>
    /// <param name="branchShare">How often a pass enters the code behind a conditional jump forward.</param>
    public Instructions Measure((int First, int Last) loop, double branchShare = 1)
    {
        var branches = _branches.Where(branch => branch.First > loop.First && branch.Last <= loop.Last).ToList();
        var sum = default(Instructions);
        for (int i = loop.First; i <= loop.Last; i++)
        {
            bool isBranch = branches.Any(branch => branch.First <= i && i <= branch.Last);
            bool isMultiplyAdd = _operations[i].StartsWith("FFMA", StringComparison.Ordinal);
            sum += (isBranch ? branchShare : 1) * new Instructions(1, isMultiplyAdd ? 1 : 0, WavefrontsOf(_operations[i]));
        }

        return sum;
    }

    /// <summary>Bits of the narrowest load from global memory in a loop; 0 where there is none.</summary>
    public int NarrowestLoad((int First, int Last) loop) =>
        _operations.Take(loop.First..(loop.Last + 1)).Where(operation => operation.StartsWith("LDG", StringComparison.Ordinal))
        .Select(BitsOf).DefaultIfEmpty(0).Min();

    /// <summary>
    /// A warp's 32 words of 32 bits are one turn. Wider accesses of these kernels are shared by half the lanes or more, so that
    /// they take two turns rather than four.
    /// </summary>
    private static int WavefrontsOf(string operation)
    {
        bool isMemory = operation.StartsWith("LD", StringComparison.Ordinal)
            || operation.StartsWith("ST", StringComparison.Ordinal);
        bool isConstant = operation.StartsWith("LDC", StringComparison.Ordinal);
        return !isMemory || isConstant ? 0 : BitsOf(operation) > 32 ? 2 : 1;
    }

    private static int BitsOf(string operation) =>
        operation.Split('.').Select(
            part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int bits)
            ? bits : 0).Max() is var width and > 0
            ? width
            : 32;

    [GeneratedRegex(@"^\s*(\.L_\w+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"BRA.*`\((\.L_\w+)\)")]
    private static partial Regex Jump();
}
