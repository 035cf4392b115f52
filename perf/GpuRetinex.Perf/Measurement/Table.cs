using System.Text;

namespace GpuRetinex.Perf.Measurement;

/// <summary>A table in Markdown that reads well in a terminal too: the first column left, numbers right.</summary>
internal sealed class Table(params string[] header)
{
    private readonly List<string[]> _rows = [];

    public void Add(params string[] cells) => _rows.Add(cells);

    public override string ToString()
    {
        int[] widths = [.. header.Select((title, column) => _rows.Append(header).Max(row => row[column].Length))];
        var text = new StringBuilder();
        AppendRow(header);
        text.AppendLine($"|{string.Join('|', widths.Select((width, column) => column == 0 ? new string('-', width + 2) : $"{new string('-', width + 1)}:"))}|");
        foreach (string[] row in _rows) AppendRow(row);
        return text.ToString();

        void AppendRow(string[] row) => text.AppendLine(
            $"| {string.Join(" | ", row.Select((cell, column) => column == 0 ? cell.PadRight(widths[0]) : cell.PadLeft(widths[column])))} |");
    }
}
