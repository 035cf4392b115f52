using System.Text.RegularExpressions;

namespace GpuRetinex.Weights.TensorFlow;

/// <summary>Finds a bundle's prefix from whatever part of it the user names.</summary>
internal static partial class BundlePath
{
    /// <summary>Suffix of the index file.</summary>
    public const string IndexSuffix = ".index";

    private const string StateFile = "checkpoint";
    private const long LargestStateFile = 1 << 16;

    /// <summary>The prefix, or null where the path names no part of a bundle.</summary>
    /// <param name="path">An index file, a data file, a prefix, a "checkpoint" file, or a folder with one.</param>
    /// <exception cref="InvalidFileException">The path names a part of a bundle whose index is missing.</exception>
    public static string? Find(string path)
    {
        if (Directory.Exists(path))
        {
            string state = Path.Combine(path, StateFile);
            return File.Exists(state) ? FromStateFile(state) : null;
        }

        if (!File.Exists(path)) return File.Exists(path + IndexSuffix) ? path : null;
        if (Path.GetFileName(path) == StateFile) return FromStateFile(path);
        if (path.EndsWith(IndexSuffix, StringComparison.Ordinal)) return path[..^IndexSuffix.Length];
        Match data = DataSuffix().Match(path);
        if (!data.Success) return null;
        string prefix = path[..data.Index];
        return File.Exists(prefix + IndexSuffix)
            ? prefix
            : throw new InvalidFileException(
                path, $"needs the index file {Path.GetFileName(prefix)}{IndexSuffix} beside it", "Put both into one folder.");
    }

    /// <summary>
    /// The bundle that a "checkpoint" file calls the latest. An absolute path of another machine is sought beside the
    /// file.
    /// </summary>
    private static string FromStateFile(string path)
    {
        if (new FileInfo(path).Length > LargestStateFile)
            throw new InvalidFileException(
                path, $"is not a TensorFlow checkpoint list: it is larger than {LargestStateFile} bytes");
        Match entry = LatestEntry().Match(File.ReadAllText(path));
        if (!entry.Success)
            throw new InvalidFileException(
                path, "is not a TensorFlow checkpoint list: it has no model_checkpoint_path", "Name the .index file instead.");
        string latest = entry.Groups["prefix"].Value;
        string folder = Path.GetDirectoryName(path) ?? "";
        string beside = Path.Combine(folder, latest[(latest.LastIndexOfAny(['/', '\\']) + 1)..]);
        foreach (string prefix in new[] { Path.Combine(folder, latest), beside })
        {
            if (File.Exists(prefix + IndexSuffix)) return prefix;
        }

        throw new InvalidFileException(
            path,
            $"names {FileText.Quote(latest)} as the latest checkpoint, but its {IndexSuffix} file is not beside it",
            "Name the .index file instead.");
    }

    [GeneratedRegex(@"\.data-\d{5}-of-\d{5}$", RegexOptions.CultureInvariant)]
    private static partial Regex DataSuffix();

    [GeneratedRegex(
        """^[ \t]*model_checkpoint_path[ \t]*:[ \t]*"(?<prefix>[^"\x00-\x1F]+)"[ \t\r]*$""",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex LatestEntry();
}
