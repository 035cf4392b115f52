using System.Security.Cryptography;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Bytes behind their SHA-256: drivers need not survive damaged data of a pipeline cache.</summary>
internal static class CheckedData
{
    /// <summary>The hash, then the data.</summary>
    public static byte[] Wrap(ReadOnlySpan<byte> data) => [.. SHA256.HashData(data), .. data];

    /// <summary>The data; nothing where they are absent or damaged.</summary>
    public static byte[] Unwrap(byte[]? wrapped)
    {
        if (wrapped is null || wrapped.Length < SHA256.HashSizeInBytes) return [];
        byte[] data = wrapped[SHA256.HashSizeInBytes..];
        return SHA256.HashData(data).AsSpan().SequenceEqual(wrapped.AsSpan(0, SHA256.HashSizeInBytes)) ? data : [];
    }
}
