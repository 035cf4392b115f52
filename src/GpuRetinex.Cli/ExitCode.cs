namespace GpuRetinex.Cli;

/// <summary>The program's exit codes.</summary>
internal static class ExitCode
{
    public const int Done = 0;

    /// <summary>A check, such as parity, found a difference.</summary>
    public const int CheckFailed = 1;

    public const int Usage = 2;

    public const int BadFile = 3;

    /// <summary>A device or memory; also a fault of the program itself, for no input is known to be at fault.</summary>
    public const int Device = 4;

    public const int Cancelled = 130;
}
