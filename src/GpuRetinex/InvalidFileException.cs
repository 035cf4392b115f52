namespace GpuRetinex;

/// <summary>
/// A file that the user named cannot be used: it is missing, damaged, hostile, or of another kind than asked for.
/// The command line ends with exit code 3.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="problem">What is wrong with it, as the end of a sentence: "is not a safetensors file: header is 3 bytes
/// long".</param>
/// <param name="remedy">What the user can do, as a sentence, or null where nothing but another file helps.</param>
public sealed class InvalidFileException(string path, string problem, string? remedy = null, Exception? inner = null)
    : Exception(remedy is null ? $"{path}: {problem}" : $"{path}: {problem}. {remedy}", inner)
{
    /// <summary>The file that the message speaks of.</summary>
    public string Path { get; } = path;
}
