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
        string right = string.Join('|', widths.Skip(1).Select(width => new string('-', width + 1) + ':'));
        text.AppendLine($"|{new string('-', widths[0] + 2)}|{right}|");
        foreach (string[] row in _rows) AppendRow(row);
        return text.ToString();

        void AppendRow(string[] row)
        {
            string numbers = string.Join(" | ", row.Zip(widths).Skip(1).Select(cell => cell.First.PadLeft(cell.Second)));
            text.AppendLine($"| {row[0].PadRight(widths[0])} | {numbers} |");
        }
    }
}
