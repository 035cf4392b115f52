using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>Decides which file each input becomes.</summary>
internal static class PictureJobs
{
    /// <param name="inputs">Files, folders, globs.</param>
    /// <param name="output">A file, or a folder for anything but one file.</param>
    /// <param name="format">The format that the user named, or null.</param>
    /// <param name="stagesFolder">Where intermediate pictures go, or null.</param>
    /// <exception cref="InvalidFileException">A folder or glob has no pictures.</exception>
    /// <exception cref="UsageException">Two inputs would give one output, or the output's name does not fit.</exception>
    public static IReadOnlyList<PictureJob> Create(
        IReadOnlyList<string> inputs, string output, PictureFormat? format, string? stagesFolder)
    {
        if (output.Length == 0) throw new UsageException("--output: the name is empty.");
        IReadOnlyList<string> files = PictureInputs.Expand(inputs);
        bool many = files.Count > 1 || PictureInputs.IsMany(inputs[0]);
        bool intoFolder = many || Directory.Exists(output) || Path.EndsInDirectorySeparator(output);
        if (intoFolder && File.Exists(output))
            throw new UsageException(
                $"--output: {output} is a file, but {(many ? "several pictures need" : "its name asks for")} a folder.");
        if (!intoFolder) RequireFormat(output, format);

        PictureJob[] jobs = intoFolder
            ? [.. files.Select(file => InFolder(file, output, format, stagesFolder))]
            : [One(files[0], output, stagesFolder)];
        RequireDistinct(jobs, job => job.Output);
        if (stagesFolder is not null) RequireDistinct(jobs, job => job.Stages!.Stem);
        return jobs;
    }

    private static PictureJob InFolder(string file, string folder, PictureFormat? format, string? stagesFolder)
    {
        string suffix = Path.GetExtension(file);
        if (format is { } named) suffix = named.Suffix();
        else if (!IsWritable(suffix, out _)) suffix = PictureFormat.Png.Suffix();
        string stem = Path.GetFileNameWithoutExtension(file);
        return new PictureJob(file, Path.Combine(folder, stem + suffix), folder, CreatesFolder: true, Stages(stagesFolder, stem));
    }

    private static PictureJob One(string file, string output, string? stagesFolder)
    {
        string folder = Path.GetDirectoryName(output) is { Length: > 0 } parent ? parent : ".";
        return new PictureJob(
            file, output, folder, CreatesFolder: false, Stages(stagesFolder, Path.GetFileNameWithoutExtension(output)));
    }

    private static StageFiles? Stages(string? folder, string stem) => folder is null ? null : new StageFiles(folder, stem);

    private static void RequireFormat(string output, PictureFormat? format)
    {
        bool writable = IsWritable(Path.GetExtension(output), out PictureFormat suffixFormat);
        if (!writable && format is null)
            throw new UsageException(
                $"--output: {output} tells no format. Use the suffix .jpg, .png, .webp, .tif or .avif, or --format.");
        if (writable && format is { } named && named != suffixFormat)
            throw new UsageException(
                $"--format {named.ToString().ToLowerInvariant()} contradicts the suffix of --output {output}.");
    }

    private static bool IsWritable(string suffix, out PictureFormat format) =>
        PictureFormats.TryParse(suffix.TrimStart('.'), out format);

    private static void RequireDistinct(IEnumerable<PictureJob> jobs, Func<PictureJob, string> file)
    {
        IGrouping<string, PictureJob>? clash = jobs.GroupBy(file, FileNames.Comparer)
            .FirstOrDefault(group => group.Skip(1).Any());
        if (clash is null) return;
        string inputs = string.Join(" and ", clash.Select(job => job.Input));
        throw new UsageException($"{inputs} would all become {clash.Key}. Do them in separate runs.");
    }
}
