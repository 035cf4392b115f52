using GpuRetinex.Cli.Pictures;

namespace GpuRetinex.Cli.Evaluation;

/// <summary>The pairs in two folders, by name without suffix, or the one pair of two files.</summary>
/// <param name="Unmatched">Files without a counterpart.</param>
internal sealed record PicturePairs(IReadOnlyList<PicturePair> Pairs, IReadOnlyList<string> Unmatched)
{
    /// <exception cref="UsageException">One is a folder, the other is not.</exception>
    /// <exception cref="InvalidFileException">Nothing matches, or two files of a folder have one name.</exception>
    public static PicturePairs Find(string first, string second)
    {
        if (Directory.Exists(first) != Directory.Exists(second))
        {
            (string folder, string file) = Directory.Exists(first) ? (first, second) : (second, first);
            if (!File.Exists(file)) throw new InvalidFileException(file, "does not exist", "Check the name and the folder.");
            throw new UsageException($"{folder} is a folder, {file} is not. Give two files or two folders.");
        }

        return Directory.Exists(first)
            ? InFolders(first, second)
            : new PicturePairs([new PicturePair(Path.GetFileNameWithoutExtension(first), first, second)], []);
    }

    private static PicturePairs InFolders(string first, string second)
    {
        Dictionary<string, string> firsts = ByName(first), seconds = ByName(second);
        PicturePair[] pairs =
        [
            .. from name in firsts.Keys.Where(seconds.ContainsKey).Order(StringComparer.Ordinal)
            select new PicturePair(name, firsts[name], seconds[name]),
        ];
        if (pairs.Length == 0)
        {
            throw new InvalidFileException(
                first, $"has no picture of the same name as one in {second}", "Names must be equal but for the suffix.");
        }

        return new PicturePairs(pairs, [.. Without(firsts, seconds), .. Without(seconds, firsts)]);
    }

    private static IEnumerable<string> Without(Dictionary<string, string> files, Dictionary<string, string> counterparts) =>
        files.Where(file => !counterparts.ContainsKey(file.Key)).Select(file => file.Value);

    private static Dictionary<string, string> ByName(string folder)
    {
        var files = new Dictionary<string, string>(FileNames.Comparer);
        foreach (string file in PictureInputs.Expand([folder]))
        {
            string name = Path.GetFileNameWithoutExtension(file);
            if (files.TryAdd(name, file)) continue;
            throw new InvalidFileException(
                folder,
                $"has {Path.GetFileName(files[name])} and {Path.GetFileName(file)}, so that the pair is not clear",
                "Keep one of them there.");
        }

        return files;
    }
}
