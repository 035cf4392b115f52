using System.Text.Encodings.Web;
using System.Text.Json;
using GpuRetinex.Perf.Measurement;

namespace GpuRetinex.Perf.Static;

/// <summary>The table of what compilers make of the kernels.</summary>
internal sealed record StaticReport(IReadOnlyList<StaticEntry> Kernels)
{
    /// <summary>How figures are written.</summary>
    public static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static StaticReport Read(string file) => JsonSerializer.Deserialize<StaticReport>(File.ReadAllBytes(file), Format)!;

    public string ToJson() => JsonSerializer.Serialize(this, Format);

    public string ToMarkdown()
    {
        var table = new Table(
            "kernel", "shape", "target", "registers", "spills", "shared", "waves", "fma %", "cycles", "load bits", "% of peak");
        foreach (StaticEntry entry in Kernels)
        {
            table.Add(
                entry.Kernel, entry.Shape, entry.Target, $"{entry.Registers}", $"{entry.Spills}", $"{entry.SharedBytes}",
                $"{entry.WavesPerSimd}",
                $"{100 * entry.FmaShare:F1}", $"{entry.InverseThroughput:F0}", $"{entry.LoadBits}",
                $"{entry.PredictedPercentOfPeak:F1}");
        }

        return table.ToString();
    }

    /// <summary>What is worse than in an older report, kernel by kernel; what that one lacks is new and not compared.</summary>
    public IEnumerable<string> WorseThan(StaticReport before)
    {
        foreach (StaticEntry entry in Kernels)
        {
            StaticEntry? old = before.Kernels.FirstOrDefault(
                other => (other.Kernel, other.Shape, other.Target) == (entry.Kernel, entry.Shape, entry.Target));
            if (old is null) continue;
            foreach (string problem in entry.WorseThan(old))
                yield return $"{entry.Kernel}, {entry.Shape}, {entry.Target}: {problem}";
        }
    }
}
