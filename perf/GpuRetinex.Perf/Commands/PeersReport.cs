using System.Text.Json;
using GpuRetinex.Perf.Measurement;

namespace GpuRetinex.Perf.Commands;

/// <summary>The document of `peers --json`.</summary>
internal sealed record PeersReport(MachineFacts Machine, IReadOnlyList<PeersReport.Entry> Cases)
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, Options);

    public string ToMarkdown()
    {
        var table = new Table(
            "case", "threads", "ours ms", "GFLOP/s", "peer ms", "GFLOP/s", "ours ÷ peer", "ours MB", "peer MB", "memory ratio");
        foreach (Entry entry in Cases)
        {
            (Figures ours, PeerFigures peer) = (entry.Ours, entry.Peer);
            table.Add(
                entry.Case, $"{entry.Threads}",
                $"{ours.MedianMs:F2}", $"{ours.Gflops:F0}", $"{peer.MedianMs:F2}", $"{peer.Gflops:F0}",
                $"{entry.Ratio:F2}", $"{ours.PeakBytes / 1e6:F0}", $"{peer.PeakBytes / 1e6:F0}", $"{entry.MemoryRatio:F2}");
        }

        string peers = string.Join(", ", Cases.Select(entry => $"{entry.Peer.Name} {entry.Peer.Version}").Distinct());
        return $"""
            # Speed and memory beside {peers}

            {Machine}

            Medians of alternating turns in one process; floating-point operations counted as direct convolution's for both;
            memory is the peak resident set of a process that runs the case once.

            {table}
            """;
    }

    /// <param name="Ratio">Peer's time divided by ours: above 1 we are faster.</param>
    /// <param name="MemoryRatio">Our peak divided by the peer's: below 1 we need less.</param>
    internal sealed record Entry(string Case, int Threads, Figures Ours, PeerFigures Peer, double Ratio, double MemoryRatio);

    internal sealed record Figures(double MedianMs, double Gflops, long PeakBytes);

    internal sealed record PeerFigures(string Name, string Version, double MedianMs, double Gflops, long PeakBytes);
}
