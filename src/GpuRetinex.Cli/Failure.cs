using GpuRetinex.Devices;
using GpuRetinex.Networks;

namespace GpuRetinex.Cli;

/// <summary>What the user is told of an exception: one line and an exit code, never a stack trace.</summary>
internal static class Failure
{
    private const string PleaseReport = "This is a fault of gpuretinex: please report it with this command line.";

    public static int ExitCodeOf(Exception exception) => exception switch
    {
        UsageException or PictureSizeException => ExitCode.Usage,
        InvalidFileException => ExitCode.BadFile,
        OperationCanceledException => ExitCode.Cancelled,
        AggregateException { InnerException: { } inner } => ExitCodeOf(inner),
        IOException or UnauthorizedAccessException => ExitCode.BadFile,
        _ => ExitCode.Device,
    };

    /// <summary>One line without control characters, whatever a file's name holds.</summary>
    public static string MessageOf(Exception exception) => exception switch
    {
        OperationCanceledException => "cancelled",
        OutOfMemoryException => "memory does not suffice. Use smaller pictures, or close other programs.",
        AggregateException { InnerException: { } inner } => MessageOf(inner),
        UsageException or PictureSizeException or InvalidFileException or DeviceException => OneLine(exception.Message),
        IOException or UnauthorizedAccessException or PlatformNotSupportedException => OneLine(exception.Message),
        _ => OneLine($"unexpected {exception.GetType().Name} ({exception.Message}). {PleaseReport}"),
    };

    /// <summary>Prints the message to standard error.</summary>
    /// <returns>The exit code.</returns>
    public static int Report(Exception exception)
    {
        Console.Error.WriteLine($"gpuretinex: {MessageOf(exception)}");
        return ExitCodeOf(exception);
    }

    private static string OneLine(string text) =>
        string.Create(text.Length, text, (line, source) =>
        {
            for (int i = 0; i < line.Length; i++) line[i] = char.IsControl(source[i]) ? ' ' : source[i];
        });
}
