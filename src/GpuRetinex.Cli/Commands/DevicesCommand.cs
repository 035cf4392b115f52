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
        Description = "Open each device and compare small cases of every operator with double-precision references; "
            + "exit code 1 where one fails.",
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
        var entries = new List<Entry>();
        foreach (DeviceDescription device in selector.Devices)
        {
            cancellation.ThrowIfCancellationRequested();
            (string verdict, string? reason) = Judge(selector, device, arguments.GetValue(_check));
            entries.Add(new Entry(
                device.Id, device.Name, device.Family, TypeName(device.Type), device.MemoryBytes, device.Driver, verdict, reason));
        }

        string? auto = Auto(entries)?.Id;
        if (arguments.GetValue(_json)) JsonOutput.Write(new Document(entries, auto));
        else Print(entries, auto);
        return entries.Exists(entry => entry.Verdict == Failed) ? ExitCode.CheckFailed : ExitCode.Done;
    }

    private static (string Verdict, string? Reason) Judge(DeviceSelector selector, DeviceDescription device, bool check)
    {
        if (device.Refusal is not null) return (Refused, device.Refusal);
        if (!check) return (NotChecked, null);
        try
        {
            using IDevice open = selector.Open(device.Id, Screen.Note);
            DeviceCheck.Require(open);
            return (Passed, null);
        }
        catch (Exception exception)
        {
            return (Failed, Failure.MessageOf(exception));
        }
    }

    /// <summary>What "auto" takes, or tries first where devices are not checked.</summary>
    private static Entry? Auto(List<Entry> entries) =>
        entries.Find(entry => entry.Type == TypeName(DeviceType.Gpu) && entry.Verdict is NotChecked or Passed)
        ?? entries.Find(entry => entry.Type == TypeName(DeviceType.Cpu));

    private static string TypeName(DeviceType type) => type.ToString().ToLowerInvariant();

    private static void Print(List<Entry> entries, string? auto)
    {
        Table table = Screen.CreateTable("id", "name", "type", ">memory", "driver", "verdict");
        foreach (Entry entry in entries)
        {
            string id = entry.Id == auto ? $"{entry.Id} (auto)" : entry.Id;
            string verdict = entry.Reason is null ? entry.Verdict : $"{entry.Verdict}: {entry.Reason}";
            table.AddTextRow(id, entry.Name, entry.Type, Numbers.Bytes(entry.MemoryBytes), entry.Driver, verdict);
        }

        Screen.Write(table, PipeWidth);
    }

    private sealed record Document(IReadOnlyList<Entry> Devices, string? Auto);

    private sealed record Entry(
        string Id, string Name, string Family, string Type, long MemoryBytes, string Driver, string Verdict, string? Reason);
}
