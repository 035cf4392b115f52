namespace GpuRetinex.Cli.Enhancement;

/// <summary>Names of the intermediate pictures of one output.</summary>
/// <param name="Folder">The folder of --stages.</param>
/// <param name="Stem">The output's name without suffix.</param>
internal sealed record StageFiles(string Folder, string Stem)
{
    /// <summary>Outputs of the network that are pictures.</summary>
    public static IReadOnlyList<string> Pictures { get; } = ["reflectance", "restored-reflectance", "illumination", "adjusted-illumination"];

    /// <summary>The result blended with the colours of its classes.</summary>
    public string Overlay => Of("segmentation-overlay");

    /// <summary>The class of each pixel.</summary>
    public string Map => Of("segmentation-map");

    public IEnumerable<string> All => [.. Pictures.Select(Of), Overlay, Map];

    public string Of(string name) => Path.Combine(Folder, $"{Stem}-{name}.png");
}
