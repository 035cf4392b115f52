namespace GpuRetinex.Imaging;

/// <summary>Whether two names lead to one file, by way of links of any kind.</summary>
internal static class FileIdentity
{
    /// <summary>
    /// .NET has no file numbers, but a lock belongs to the file and not to its name: what cannot be opened while the other is
    /// held alone is the same file (or is in use, which is no file to overwrite either).
    /// </summary>
    public static bool IsSame(string first, string second)
    {
        if (!File.Exists(first) || !File.Exists(second)) return false;
        if (Resolve(first) == Resolve(second)) return true;
        try
        {
            using FileStream? held = TryHold(first);
            if (held is null) return false;
            using FileStream? other = TryHold(second);
            return other is null;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static string Resolve(string path) =>
        Path.GetFullPath(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);

    private static FileStream? TryHold(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }
}
