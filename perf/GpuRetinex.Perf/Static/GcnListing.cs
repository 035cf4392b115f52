using System.Text.RegularExpressions;

namespace GpuRetinex.Perf.Static;

/// <summary>A shader as RADV disassembles it: its loops and what is in them.</summary>
internal sealed partial class GcnListing
{
    private static readonly string[] MultiplyAdds =
        ["v_fma_f32", "v_fmac_f32", "v_mac_f32", "v_mad_f32", "v_fmaak_f32", "v_fmamk_f32"];

    private readonly List<string> _operations = [];
    private readonly List<(int First, int Last)> _loops = [];

    public GcnListing(string text)
    {
        var labels = new Dictionary<string, int>();
        foreach (string line in text.Split('\n'))
        {
            if (Label().Match(line) is { Success: true } label)
            {
                labels[label.Groups[1].Value] = _operations.Count;
                continue;
            }

            if (Instruction().Match(line) is not { Success: true } instruction) continue;
            _operations.Add(instruction.Groups[1].Value);
            Match jump = Jump().Match(line);
            if (jump.Success && labels.TryGetValue(jump.Groups[1].Value, out int first))
                _loops.Add((first, _operations.Count - 1));
        }
    }

    /// <summary>Instructions of the whole shader.</summary>
    public int Count => _operations.Count;

    /// <summary>The innermost loop that has the most multiply-adds; all of the shader where there is no loop.</summary>
    public (int First, int Last) HotLoop => _loops
        .OrderByDescending(loop => Measure(loop).MultiplyAdds)
        .ThenBy(loop => loop.Last - loop.First)
        .FirstOrDefault((0, _operations.Count - 1));

    /// <summary>What one pass through a loop's code asks for; a packed multiply-add counts twice.</summary>
    public Instructions Measure((int First, int Last) loop)
    {
        var sum = default(Instructions);
        foreach (string operation in Operations(loop))
        {
            bool isPacked = operation.StartsWith("v_pk_fma_f32", StringComparison.Ordinal);
            bool isMultiplyAdd = Array.Exists(MultiplyAdds, name => operation.StartsWith(name, StringComparison.Ordinal));
            sum += new Instructions(1, isPacked ? 2 : isMultiplyAdd ? 1 : 0, WavefrontsOf(operation));
        }

        return sum;
    }

    /// <summary>Vector instructions in a loop: those that take the lanes' time. Scalar ones run beside them.</summary>
    public int VectorInstructions((int First, int Last) loop) =>
        Operations(loop).Count(operation => operation.StartsWith("v_", StringComparison.Ordinal));

    /// <summary>Bits of the narrowest load from global memory by the lanes in a loop; 0 where there is none.</summary>
    public int NarrowestLoad((int First, int Last) loop) => Operations(loop)
        .Where(
            operation => operation.StartsWith("buffer_load", StringComparison.Ordinal)
            || operation.StartsWith("global_load", StringComparison.Ordinal))
        .Select(BitsOf)
        .DefaultIfEmpty(0)
        .Min();

    private IEnumerable<string> Operations((int First, int Last) loop) => _operations.Take(loop.First..(loop.Last + 1));

    /// <summary>Turns of 128 bytes that an access of 64 lanes takes.</summary>
    private static int WavefrontsOf(string operation)
    {
        bool isMemory = operation.StartsWith("ds_", StringComparison.Ordinal)
            || operation.StartsWith("buffer_", StringComparison.Ordinal)
            || operation.StartsWith("global_", StringComparison.Ordinal);
        return isMemory ? BitsOf(operation) / 16 : 0;
    }

    private static int BitsOf(string operation) =>
        operation.Contains("x4", StringComparison.Ordinal) || operation.Contains("b128", StringComparison.Ordinal) ? 128
        : operation.Contains("x3", StringComparison.Ordinal) || operation.Contains("b96", StringComparison.Ordinal) ? 96
        : operation.Contains("x2", StringComparison.Ordinal) || operation.Contains("b64", StringComparison.Ordinal)
        || operation.Contains("2_b32", StringComparison.Ordinal) ? 64
        : 32;

    [GeneratedRegex(@"^\s*(BB\d+):")]
    private static partial Regex Label();

    [GeneratedRegex(@"^\s+([a-z]\w+)")]
    private static partial Regex Instruction();

    [GeneratedRegex(@"s_c?branch\w*\s+(BB\d+)")]
    private static partial Regex Jump();
}
