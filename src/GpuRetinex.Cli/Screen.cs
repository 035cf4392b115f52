using Spectre.Console;

namespace GpuRetinex.Cli;

/// <summary>Text for people: tables on standard output, notes on standard error.</summary>
internal static class Screen
{
    /// <summary>Wide enough that nothing wraps in a pipe, where lines are cut by programs.</summary>
    private const int PipeWidth = 4096;

    /// <summary>A sentence beside the result.</summary>
    public static void Note(string text) => Console.Error.WriteLine(text);

    /// <summary>An empty table: framed on a terminal, plain columns elsewhere.</summary>
    /// <param name="headers">Headings; one that begins with '>' makes a column of numbers, aligned to the right.</param>
    public static Table CreateTable(params IEnumerable<string> headers)
    {
        var table = new Table { Border = Console.IsOutputRedirected ? TableBorder.None : TableBorder.Rounded };
        foreach (string header in headers)
        {
            var column = new TableColumn(new Text(header.TrimStart('>'))) { NoWrap = header[0] == '>' };
            table.AddColumn(header[0] == '>' ? column.RightAligned() : column);
        }

        return table;
    }

    /// <summary>Appends a row of plain text: brackets in a file's name are no markup.</summary>
    public static void AddTextRow(this Table table, params IEnumerable<string> cells) =>
        table.AddRow(cells.Select(cell => new Text(cell)));

    /// <param name="table">What to print.</param>
    /// <param name="pipeWidth">Characters per line where the output is no terminal.</param>
    public static void Write(Table table, int pipeWidth = PipeWidth)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings());
        if (Console.IsOutputRedirected) console.Profile.Width = pipeWidth;
        console.Write(table);
    }
}
