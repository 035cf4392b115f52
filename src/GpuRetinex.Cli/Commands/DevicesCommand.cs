using System.CommandLine;
using GpuRetinex.Devices;
using Spectre.Console;

namespace GpuRetinex.Cli.Commands;

/// <summary>Lists the devices of all families.</summary>
internal sealed class DevicesCommand : WorkCommand
{
    private const string NotChecked = "not checked", Passed = "passed", Refused = "refused", Failed = "failed";
    private const int PipeWidth = 80;

    private readonly Option<bool> _check = new("--check")
    {
        Description =
            "Open each device and compare small cases of every operator with double-precision references, whatever an earlier "
            + "check found. What is printed is fit for a report of a fault. Exit code 1 where a device fails.",
    };

    private readonly Option<bool> _json = CommonOptions.Json();

    public DevicesCommand()
        : base("devices", "List every device seen, with its memory and driver, and why one cannot be used.")
    {
        Options.Add(_check);
        Options.Add(_json);
    }

    public override IReadOnlyList<string> Examples => ["devices", "devices --check", "devices --json"];

    protected override int Run(ParseResult arguments, CancellationToken cancellation)
    {
        DeviceSelector selector = Families.SelectAll();
        bool check = arguments.GetValue(_check);
        var entries = new List<Entry>();
        foreach (DeviceDescription device in selector.Devices)
        {
            cancellation.ThrowIfCancellationRequested();
            entries.Add(Judge(selector, device, check));
        }

        string? auto = Auto(entries)?.Id;
        if (arguments.GetValue(_json)) JsonOutput.Write(new Document(entries, auto, MachineDescription.Lines));
        else Print(entries, auto, check);
        return check && entries.Exists(entry => entry.Verdict == Failed) ? ExitCode.CheckFailed : ExitCode.Done;
    }

    private static Entry Judge(DeviceSelector selector, DeviceDescription device, bool check)
    {
        if (device.Refusal is { } refusal) return Describe(device, Refused, refusal);
        try
        {
            return (check ? selector.Check(device) : selector.KnownReport(device)) switch
            {
                null => Describe(device, NotChecked, OnlyWhenNamed(device)),
                { Problem: { } problem } report => Describe(device, Failed, problem, report),
                { } report => Describe(device, Passed, OnlyWhenNamed(device), report),
            };
        }
        catch (Exception exception)
        {
            return Describe(device, Failed, Failure.MessageOf(exception));
        }
    }

    /// <summary>Why "auto" passes a device over although nothing is wrong with it.</summary>
    private static string? OnlyWhenNamed(DeviceDescription device) => device.Type switch
    {
        DeviceType.Software => "used only when named",
        DeviceType.Simulator => "used only when named",
        _ => null,
    };

    private static Entry Describe(DeviceDescription device, string verdict, string? reason, DeviceReport? report = null) => new(
        device.Id, device.Name, device.Family, TypeName(device.Type), device.MemoryBytes, device.Driver, verdict, reason,
        device.Conformance,
        report?.Operators ?? []);

    /// <summary>What "auto" takes, or tries first where devices are not checked.</summary>
    private static Entry? Auto(List<Entry> entries) =>
        entries.Find(entry => entry.Type == TypeName(DeviceType.Gpu) && entry.Verdict is NotChecked or Passed)
        ?? entries.Find(entry => entry.Type == TypeName(DeviceType.Cpu));

    private static string TypeName(DeviceType type) => type.ToString().ToLowerInvariant();

    private static void Print(List<Entry> entries, string? auto, bool check)
    {
        if (check) foreach (string line in MachineDescription.Lines) Console.WriteLine(line);
        Table table = Screen.CreateTable("id", "name", "type", ">memory", "driver", "verdict");
        foreach (Entry entry in entries)
        {
            string id = entry.Id == auto ? $"{entry.Id} (auto)" : entry.Id;
            string verdict = entry.Reason is null ? entry.Verdict : $"{entry.Verdict}: {entry.Reason}";
            string driver = entry.Conformance is null ? entry.Driver : $"{entry.Driver}, conformant to {entry.Conformance}";
            table.AddTextRow(id, entry.Name, entry.Type, Numbers.Bytes(entry.MemoryBytes), driver, verdict);
        }

        Screen.Write(table, PipeWidth);
        if (!check) return;
        foreach (Entry entry in entries.Where(entry => entry.Operators.Count > 0)) PrintOperators(entry);
    }

    /// <summary>The worst error of every operator.</summary>
    private static void PrintOperators(Entry entry)
    {
        Console.WriteLine($"\n{entry.Id}: relative L2 error of each operator, the worst of its cases");
        foreach (IGrouping<string, OperatorCheck> cases in entry.Operators.GroupBy(check => check.Operator))
        {
            OperatorCheck worst = cases.OrderBy(check => check.Passed).ThenByDescending(check => check.RelativeL2).First();
            string error = Numbers.Format($"{worst.RelativeL2:0.0E+00}");
            string failure = worst.Passed ? "" : $"  FAILED: {worst.Name} on {worst.Inputs} {worst.Problem}";
            Console.WriteLine($"  {cases.Key,-24} {error,8}{failure}");
        }
    }

    /// <param name="Devices">In the order in which "auto" tries them.</param>
    /// <param name="Auto">What "auto" takes.</param>
    /// <param name="Machine">Versions, system, processor.</param>
    private sealed record Document(IReadOnlyList<Entry> Devices, string? Auto, IReadOnlyList<string> Machine);

    private sealed record Entry(
        string Id, string Name, string Family, string Type, long MemoryBytes, string Driver, string Verdict, string? Reason,
        string? Conformance, IReadOnlyList<OperatorCheck> Operators);
}
