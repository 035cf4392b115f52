namespace GpuRetinex.Cli.Pictures;

/// <summary>A folder that files are going to be written to.</summary>
internal static class OutputFolder
{
    /// <summary>Finds out before minutes of work whether files can be made in a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="create">Whether to make it where it is missing.</param>
    /// <exception cref="InvalidFileException">It is missing, or takes no files.</exception>
    public static void Require(string folder, bool create)
    {
        try
        {
            if (create) Directory.CreateDirectory(folder);
            if (!Directory.Exists(folder))
                throw new InvalidFileException(folder, "is no folder, so nothing can be written there", "Create it first.");
            string probe = Path.Combine(folder, $".gpuretinex-{Guid.NewGuid():N}.tmp");
            using var file = new FileStream(
                probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, bufferSize: 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException(
                folder, "takes no files", "Choose a folder that you may write to, on a disk with free space.", exception);
        }
    }
}
