using System.Reflection;
using System.Security.Cryptography;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>The compiled shaders, embedded in this assembly.</summary>
internal static class Shaders
{
    private static readonly Lazy<byte[]> _hash = new(ComputeHash);

    /// <summary>A hash of all of them: what was cached for other kernels does not count.</summary>
    public static ReadOnlySpan<byte> Hash => _hash.Value;

    /// <summary>The SPIR-V of a shader.</summary>
    /// <param name="name">The file's name without ending.</param>
    /// <param name="half">Whether activations are stored as binary16.</param>
    public static byte[] Read(string name, bool half) => ReadResource(half ? $"{name}.half.spv" : $"{name}.spv");

    private static byte[] ReadResource(string name)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(name)
            ?? throw new InvalidOperationException($"the shader {name} is not embedded");
        var code = new byte[stream.Length];
        stream.ReadExactly(code);
        return code;
    }

    private static byte[] ComputeHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (string name in Assembly.GetExecutingAssembly().GetManifestResourceNames().Order(StringComparer.Ordinal))
            hash.AppendData(ReadResource(name));
        return hash.GetHashAndReset();
    }
}
