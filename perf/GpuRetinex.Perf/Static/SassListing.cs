using System.Globalization;
using System.Text.RegularExpressions;

namespace GpuRetinex.Perf.Static;

/// <summary>A kernel as nvdisasm prints it: its loops and what is in them.</summary>
internal sealed partial class SassListing
{
    private readonly List<string> _operations = [];
    private readonly List<(int First, int Last)> _loops = [];

    public SassListing(string text)
    {
        var labels = new Dictionary<string, int>();
        foreach (string line in text.Split('\n'))
        {
            if (Label().Match(line) is { Success: true } label) labels[label.Groups[1].Value] = _operations.Count;
            if (Instruction().Match(line) is not { Success: true } instruction) continue;
            _operations.Add(instruction.Groups[1].Value);
            Match jump = Jump().Match(line);
            if (jump.Success && labels.TryGetValue(jump.Groups[1].Value, out int first))
                _loops.Add((first, _operations.Count - 1));
        }
    }

    /// <summary>Instructions of the whole kernel.</summary>
    public int Count => _operations.Count;

    /// <summary>The innermost loop that has the most multiply-adds.</summary>
    public (int First, int Last) HotLoop =>
        _loops.OrderByDescending(loop => Measure(loop).MultiplyAdds).ThenBy(loop => loop.Last - loop.First).First();

    /// <summary>The next loop around one, or the loop itself where there is none.</summary>
    public (int First, int Last) LoopAround((int First, int Last) loop) => _loops
        .Where(outer => outer.First <= loop.First && outer.Last > loop.Last)
        .OrderBy(outer => outer.Last - outer.First)
        .FirstOrDefault(loop);

    /// <summary>What one pass through a loop's code asks for.</summary>
    public Instructions Measure((int First, int Last) loop)
    {
        var sum = default(Instructions);
        foreach (string operation in Operations(loop))
            sum += new Instructions(1, operation.StartsWith("FFMA", StringComparison.Ordinal) ? 1 : 0, WavefrontsOf(operation));
        return sum;
    }

    /// <summary>Bits of the narrowest load from global memory in a loop; 0 where there is none.</summary>
    public int NarrowestLoad((int First, int Last) loop) =>
        Operations(loop).Where(operation => operation.StartsWith("LDG", StringComparison.Ordinal)).Select(BitsOf)
        .DefaultIfEmpty(0).Min();

    private IEnumerable<string> Operations((int First, int Last) loop) => _operations.Take((loop.First)..(loop.Last + 1));

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
