namespace GpuRetinex.Cli;

/// <summary>The command line asks for something that makes no sense. Ends with exit code 2.</summary>
/// <param name="message">Names the option or argument and says what would be right.</param>
internal sealed class UsageException(string message) : Exception(message);
