using System.Security.Cryptography;
using System.Text;

namespace GpuRetinex.Devices;

/// <summary>
/// Small files in the user's cache folder. None is needed: one that is absent, damaged or unwritable costs time, never the
/// result. They appear whole or not at all, so that processes that write the same one do not disturb each other.
/// </summary>
/// <param name="folder">Where they lie; null where the user has no such folder, so that nothing is kept.</param>
public sealed class UserCache(string? folder)
{
    private const string Program = "gpuretinex";

    /// <summary>
    /// The folder that the system means for this: $XDG_CACHE_HOME or ~/.cache on Linux, ~/Library/Caches on macOS, the local
    /// application data on Windows.
    /// </summary>
    public static UserCache OfUser { get; } = new(FindFolder());

    /// <summary>Where a file lies or would lie; null where nothing is kept.</summary>
    public string? PathOf(string name) => folder is null ? null : Path.Combine(folder, name);

    /// <summary>A file's bytes; null where it is absent or cannot be read.</summary>
    public byte[]? Read(string name)
    {
        try
        {
            return PathOf(name) is { } path && File.Exists(path) ? File.ReadAllBytes(path) : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Writes a file or, where that is not possible, does nothing.</summary>
    /// <returns>Whether it was possible.</returns>
    public bool Write(string name, ReadOnlySpan<byte> contents)
    {
        if (PathOf(name) is not { } path) return false;
        string temporary = $"{path}.{Guid.NewGuid():N}.tmp";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllBytes(temporary, contents);
            File.Move(temporary, path, overwrite: true);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            TryDelete(temporary);
            return false;
        }
    }

    /// <summary>A file's name made of all that its contents depend on.</summary>
    /// <param name="prefix">What it is, such as "check".</param>
    /// <param name="suffix">Such as ".json".</param>
    /// <param name="key">What the contents depend on.</param>
    public static string NameFor(string prefix, string suffix, params IEnumerable<string> key)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', key)));
        return $"{prefix}-{Convert.ToHexStringLower(hash.AsSpan(0, 12))}{suffix}";
    }

    private static void TryDelete(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The folder does not exist or is read-only: nothing was written.
        }
    }

    private static string? FindFolder()
    {
        string home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
        string? caches = OperatingSystem.IsWindows() ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : OperatingSystem.IsMacOS() ? Within(home, "Library", "Caches")
            : Environment.GetEnvironmentVariable("XDG_CACHE_HOME") is { Length: > 0 } named ? named
            : Within(home, ".cache");
        return string.IsNullOrEmpty(caches) ? null : Path.Combine(caches, Program);
    }

    private static string? Within(string home, params string[] folders) =>
        home.Length == 0 ? null : Path.Combine([home, .. folders]);
}
