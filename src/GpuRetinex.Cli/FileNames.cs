namespace GpuRetinex.Cli;

/// <summary>When two names mean one file: on Linux when they are equal, elsewhere also when only the case differs.</summary>
internal static class FileNames
{
    public static StringComparison Comparison { get; } =
        OperatingSystem.IsWindows() || OperatingSystem.IsMacOS() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;

    public static StringComparer Comparer { get; } = StringComparer.FromComparison(Comparison);
}
