using System.Security.Cryptography;
using System.Text;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// What the driver compiled, on disk: one file for each device, driver and set of kernels. The file is a SHA-256 of the rest, then
/// the driver's own data. One that is damaged counts as absent, and is written anew; it appears by renaming, so that two processes
/// never see a half of it. Nothing here is ever an error.
/// </summary>
internal sealed unsafe class PipelineCacheFile
{
    private const int HashBytes = 32;

    private readonly string _path;

    public PipelineCacheFile(string folder, VulkanContext context) => _path = Path.Combine(folder, $"pipelines-{Key(context)}.bin");

    /// <summary>The driver's data, or null.</summary>
    public byte[]? Read()
    {
        try
        {
            byte[] content = File.ReadAllBytes(_path);
            if (content.Length <= HashBytes) return null;
            byte[] data = content[HashBytes..];
            return SHA256.HashData(data).AsSpan().SequenceEqual(content.AsSpan(0, HashBytes)) ? data : null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Replaces the file where that is possible.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_path)!);
            string temporary = $"{_path}.{Environment.ProcessId}.{Guid.NewGuid():N}.tmp";
            using (FileStream stream = File.Create(temporary))
            {
                stream.Write(SHA256.HashData(data));
                stream.Write(data);
            }

            File.Move(temporary, _path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The next run compiles again.
        }
    }

    /// <summary>Device, driver and kernels as 16 hexadecimal digits.</summary>
    private static string Key(VulkanContext context)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        PhysicalDeviceProperties properties = context.Facts.Properties;
        hash.AppendData(Encoding.UTF8.GetBytes($"{properties.VendorID} {properties.DeviceID} {properties.DriverVersion} {context.Description.Driver} {context.Facts.Name}"));
        hash.AppendData(new ReadOnlySpan<byte>(properties.PipelineCacheUuid, (int)Vk.UuidSize));
        hash.AppendData(Shaders.Hash);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}
