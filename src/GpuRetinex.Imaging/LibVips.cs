using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>
/// libvips, set up once: no operation cache (each picture is read and written once, so a cache only holds memory), only loaders
/// that libvips itself calls safe for untrusted files, and no warnings on standard error.
/// </summary>
internal static class LibVips
{
    // The native side keeps the pointer, so the delegate must live as long as the process.
    private static readonly Log.LogDelegate Silence = static (_, _, _) => { };

    private static readonly Lazy<bool> Initialised = new(Initialise);

    /// <summary>Call before the first use of libvips.</summary>
    /// <exception cref="PlatformNotSupportedException">The native library cannot be loaded.</exception>
    public static void Require() => _ = Initialised.Value;

    /// <summary>The last line of libvips' message: the lines before it may belong to earlier calls.</summary>
    public static string Cause(VipsException exception)
    {
        string[] lines = exception.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        string last = lines.Length == 0 ? "libvips gives no reason" : lines[^1];
        const int longest = 160;
        return last.Length <= longest ? last : string.Concat(last.AsSpan(0, longest), "…");
    }

    private static bool Initialise()
    {
        if (!ModuleInitializer.VipsInitialized)
        {
            throw new PlatformNotSupportedException(
                "libvips, which reads and writes pictures, cannot be loaded on this system", ModuleInitializer.Exception);
        }

        const Enums.LogLevelFlags chatter = Enums.LogLevelFlags.Warning | Enums.LogLevelFlags.Message | Enums.LogLevelFlags.Info;
        foreach (string domain in (string[])["VIPS", "GLib", "GLib-GObject"]) Log.SetLogHandler(domain, chatter, Silence);
        Cache.Max = 0;
        NetVips.NetVips.BlockUntrusted = true;
        return true;
    }
}
