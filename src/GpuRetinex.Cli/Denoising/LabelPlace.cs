namespace GpuRetinex.Cli.Denoising;

/// <summary>Where labels are written.</summary>
/// <param name="Path">The file, or the folder for a file of each picture.</param>
/// <param name="IsFolder">Which of the two.</param>
/// <param name="Suffix">The files' suffix.</param>
internal sealed record LabelPlace(string Path, bool IsFolder, string Suffix)
{
    /// <summary>What the user's name stands for.</summary>
    /// <param name="path">A file, or a folder: for several pictures, or where it exists or ends so.</param>
    /// <param name="isMany">Whether there are several pictures.</param>
    /// <param name="isSegmentation">Whether each pixel gets a label.</param>
    /// <exception cref="UsageException">The file's suffix is not that of such labels.</exception>
    public static LabelPlace Of(string path, bool isMany, bool isSegmentation)
    {
        string suffix = isSegmentation ? ".png" : ".json";
        bool isFolder = isMany || Directory.Exists(path) || System.IO.Path.EndsInDirectorySeparator(path);
        if (!isFolder && !path.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
        {
            string what = isSegmentation ? "label each pixel" : "label the picture";
            throw new UsageException($"--labels: these weights {what}, so the file's suffix is {suffix}, not that of {path}.");
        }

        return new LabelPlace(path, isFolder, suffix);
    }

    /// <summary>The file for one picture.</summary>
    public string For(string picture) =>
        IsFolder ? System.IO.Path.Combine(Path, System.IO.Path.GetFileNameWithoutExtension(picture) + Suffix) : Path;
}
