namespace GpuRetinex.Cli;

/// <summary>The weights that come with the program.</summary>
internal static class DefaultWeights
{
    public static string Path { get; } = System.IO.Path.Combine(AppContext.BaseDirectory, "weights", "issr-lite.safetensors");
}
