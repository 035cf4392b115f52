using System.Text.Json;

namespace GpuRetinex.Cli.Profiles;

/// <summary>
/// A profile in the Trace Event Format that chrome://tracing and ui.perfetto.dev open: the steps end to end, each as long as its
/// median, with its figures as arguments.
/// </summary>
internal static class ChromeTrace
{
    private const int Process = 1, Thread = 1;

    public static void Write(NetworkProfile profile, Stream output)
    {
        using var json = new Utf8JsonWriter(output);
        json.WriteStartObject();
        json.WriteString("displayTimeUnit", "ms");
        json.WriteStartArray("traceEvents");
        WriteName(json, "process_name", $"{profile.Subject.Network} {profile.Subject.Size}");
        WriteName(json, "thread_name", profile.Subject.Device.Description.Id);
        double start = 0;
        foreach (StepTime step in profile.Steps)
        {
            WriteStep(json, step, start);
            start += step.Milliseconds;
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteName(Utf8JsonWriter json, string kind, string name)
    {
        Begin(json, kind, "M");
        json.WriteStartObject("args");
        json.WriteString("name", name);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    /// <summary>Times of the format are microseconds.</summary>
    private static void WriteStep(Utf8JsonWriter json, StepTime step, double startMilliseconds)
    {
        var group = new StepGroup(step.Operator, step.Size, step.Algorithm, [step]);
        Begin(json, step.Step.Name, "X");
        json.WriteString("cat", step.Step.Operator.Name);
        json.WriteNumber("ts", startMilliseconds * 1000);
        json.WriteNumber("dur", step.Milliseconds * 1000);
        json.WriteStartObject("args");
        json.WriteString("operator", step.Operator);
        json.WriteString("size", step.Size);
        json.WriteString("algorithm", step.Algorithm);
        json.WriteNumber("gflops", group.Gflops);
        json.WriteNumber("gigabytesPerSecond", group.Gigabytes);
        json.WriteNumber("roofPercent", group.RoofPercent);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Begin(Utf8JsonWriter json, string name, string phase)
    {
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("ph", phase);
        json.WriteNumber("pid", Process);
        json.WriteNumber("tid", Thread);
    }
}
