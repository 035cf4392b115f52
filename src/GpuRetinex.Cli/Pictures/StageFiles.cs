namespace GpuRetinex.Cli.Pictures;

/// <summary>Names of the intermediate pictures of one output.</summary>
/// <param name="Folder">The folder of --stages.</param>
/// <param name="Stem">The output's name without suffix.</param>
internal sealed record StageFiles(string Folder, string Stem)
{
    /// <summary>The file of one stage.</summary>
    public string Of(string name) => Path.Combine(Folder, $"{Stem}-{name}.png");
}
