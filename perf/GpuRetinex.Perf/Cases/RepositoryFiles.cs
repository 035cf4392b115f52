namespace GpuRetinex.Perf.Cases;

/// <summary>Files of the repository that this program was built in.</summary>
internal static class RepositoryFiles
{
    /// <exception cref="FileNotFoundException">No folder above the program holds the file.</exception>
    public static string Find(string relativePath)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, relativePath);
            if (File.Exists(path)) return path;
        }

        throw new FileNotFoundException($"{relativePath} is in no folder above {AppContext.BaseDirectory}; run in a clone");
    }
}
