using GpuRetinex.Imaging;
using Microsoft.Extensions.FileSystemGlobbing;

namespace GpuRetinex.Cli.Pictures;

/// <summary>Files behind the names that a user types: files, folders, globs.</summary>
internal static class PictureInputs
{
    /// <summary>Stands for any part of a name; twice for any folders.</summary>
    private const char Wildcard = '*';

    private static readonly HashSet<string> Suffixes =
        new([.. PictureFormats.Names.Select(name => "." + name), ".gif"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether a name stands for any number of files rather than for one.</summary>
    public static bool IsMany(string input) => Directory.Exists(input) || IsGlob(input);

    /// <summary>Each file once, in the order given, those of one folder or glob in the order of their names.</summary>
    /// <exception cref="InvalidFileException">A folder or glob has no pictures, or cannot be read.</exception>
    public static IReadOnlyList<string> Expand(IEnumerable<string> inputs) =>
        [.. inputs.SelectMany(Files).DistinctBy(Path.GetFullPath, FileNames.Comparer)];

    private static IEnumerable<string> Files(string input)
    {
        if (!IsMany(input)) return [input];
        try
        {
            string[] files = [.. (Directory.Exists(input) ? InFolder(input) : Matching(input)).Order(StringComparer.Ordinal)];
            if (files.Length > 0) return files;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidFileException(input, "cannot be listed", "Check its permissions.", exception);
        }

        throw Directory.Exists(input)
            ? new InvalidFileException(input, "holds no pictures", "Name a folder with JPEG, PNG, WebP, TIFF, AVIF or GIF files.")
            : new InvalidFileException(input, "matches no picture", "Check the pattern (* and **) and the folder.");
    }

    private static bool IsGlob(string input) => input.Contains(Wildcard) && !File.Exists(input);

    private static IEnumerable<string> InFolder(string folder) => Directory.EnumerateFiles(folder).Where(IsPicture);

    /// <summary>Files that match; the part before the first wildcard may lead anywhere, as in "../shots/*.jpg".</summary>
    private static IEnumerable<string> Matching(string pattern)
    {
        int wildcard = pattern.IndexOf(Wildcard);
        int split = pattern.LastIndexOfAny([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar], wildcard) + 1;
        string folder = pattern[..split];
        if (folder.Length > 0 && !Directory.Exists(folder)) return [];
        var matcher = new Matcher(FileNames.Comparison);
        matcher.AddInclude(pattern[split..]);
        return matcher.GetResultsInFullPath(folder.Length > 0 ? folder : ".")
            .Where(IsPicture)
            .Select(file => folder.Length > 0 && Path.IsPathRooted(folder) ? file : Path.GetRelativePath(".", file));
    }

    private static bool IsPicture(string file) => Suffixes.Contains(Path.GetExtension(file));
}
