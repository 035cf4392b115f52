namespace GpuRetinex.Cli;

/// <summary>A file to write that appears whole or not at all, and never in place of a source.</summary>
internal static class OutputFile
{
    /// <summary>Finds out before the work whether the name may be taken.</summary>
    /// <param name="path">The file to write.</param>
    /// <param name="sources">Files that it must not be.</param>
    /// <param name="overwrite">Whether an older file may be replaced.</param>
    /// <exception cref="InvalidFileException">The name is taken.</exception>
    public static void RequireFree(string path, IEnumerable<string> sources, bool overwrite)
    {
        if (sources.Any(source => FileNames.Comparer.Equals(Path.GetFullPath(source), Path.GetFullPath(path))))
            throw new InvalidFileException(path, "is a source, which is never overwritten", "Choose another name.");
        if (Directory.Exists(path)) throw new InvalidFileException(path, "is a folder", "Name a file in it.");
        if (File.Exists(path) && !overwrite)
            throw new InvalidFileException(path, "exists already", "Add --overwrite, or choose another name.");
    }

    /// <summary>
    /// Has the contents written under a temporary name in the same folder, then renames it; removes it when that fails.
    /// </summary>
    /// <param name="path">The file to write.</param>
    /// <param name="overwrite">Whether an older file is replaced.</param>
    /// <param name="writeTo">Writes the contents.</param>
    /// <param name="cancellation">Looked at before the rename.</param>
    /// <exception cref="InvalidFileException">The file cannot be written.</exception>
    public static void Write(string path, bool overwrite, Action<Stream> writeTo, CancellationToken cancellation)
    {
        string target = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(target) ?? "", $".gpuretinex-{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                writeTo(stream);
                stream.Flush(flushToDisk: true);
            }

            cancellation.ThrowIfCancellationRequested();
            File.Move(temporary, target, overwrite);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException(
                path, "cannot be written: " + exception.Message.TrimEnd('.'),
                "Choose a folder that exists and that you may write to.", exception);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }
}
