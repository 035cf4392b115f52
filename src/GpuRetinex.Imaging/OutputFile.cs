namespace GpuRetinex.Imaging;

/// <summary>A file that appears whole or not at all, and never in place of the input.</summary>
internal sealed class OutputFile
{
    private readonly string _path;
    private readonly string _folder;
    private readonly bool _overwrite;

    /// <exception cref="InvalidFileException">The file cannot be written where it is asked for.</exception>
    public OutputFile(string path, string? inputPath, bool overwrite)
    {
        _path = path;
        _folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? path;
        _overwrite = overwrite;
        if (Directory.Exists(path)) throw new InvalidFileException(path, "is a folder", "Name a file in it.");
        if (inputPath is not null && FileIdentity.IsSame(inputPath, path))
            throw new InvalidFileException(path, "is the input itself, which is never overwritten", "Choose another name.");
        if (!overwrite && Exists(path)) throw AlreadyExists();
        if (!Directory.Exists(_folder))
            throw new InvalidFileException(path, $"cannot be written: {_folder} is not a folder", "Create it first.");
    }

    /// <summary>Has the contents written under a temporary name, then renames it; removes it when that fails.</summary>
    /// <param name="writeTo">Writes the contents to the path that it is given.</param>
    public void Write(Action<string> writeTo, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string temporary = Path.Combine(_folder, $".gpuretinex-{Guid.NewGuid():N}.tmp");
        try
        {
            File.Create(temporary).Dispose();
            writeTo(temporary);
            cancellation.ThrowIfCancellationRequested();
            File.Move(temporary, _path, _overwrite);
        }
        catch (IOException) when (!_overwrite && Exists(_path))
        {
            throw AlreadyExists();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException(
                _path, $"cannot be written: no file can be made in {_folder}", "Check permissions and free space.", exception);
        }
        finally
        {
            if (File.Exists(temporary)) File.Delete(temporary);
        }
    }

    /// <summary>Whether the name is taken, be it by a symbolic link that leads nowhere.</summary>
    private static bool Exists(string path) => File.Exists(path) || new FileInfo(path).LinkTarget is not null;

    private InvalidFileException AlreadyExists() => new(_path, "exists already", "Choose another name, or ask to overwrite.");
}
