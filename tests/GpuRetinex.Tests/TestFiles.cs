namespace GpuRetinex.Tests;

/// <summary>Where tests find files: the repository itself, and reference data that lies beside some checkouts.</summary>
internal static class TestFiles
{
    /// <summary>The repository's root folder.</summary>
    public static string Repository { get; } = FindRepository();

    private static string SharedFolder { get; } = Path.GetFullPath(Path.Combine(Repository, "..", "shared"));

    /// <summary>Whether the reference data is present.</summary>
    public static bool HasShared => Directory.Exists(SharedFolder);

    /// <summary>A file or folder of the reference data; the test is skipped where it is absent.</summary>
    public static string Shared(string relativePath)
    {
        string path = Path.Combine(SharedFolder, relativePath);
        if (!Path.Exists(path)) Assert.Ignore($"needs the reference data ../shared/{relativePath}");
        return path;
    }

    /// <summary>Names in a folder of the reference data, sorted; none where it is absent.</summary>
    public static IEnumerable<string> SharedNames(string relativeFolder, string pattern)
    {
        string folder = Path.Combine(SharedFolder, relativeFolder);
        if (!Directory.Exists(folder)) return [];
        return Directory.EnumerateFiles(folder, pattern).Select(path => Path.GetFileName(path)!).Order(StringComparer.Ordinal);
    }

    private static string FindRepository()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "GpuRetinex.sln")))
            folder = folder.Parent ?? throw new InvalidOperationException("GpuRetinex.sln not found above the test's folder");
        return folder.FullName;
    }
}
