using GpuRetinex.Weights.Pickle;

namespace GpuRetinex.Weights.PyTorch;

/// <summary>A container of PyTorch's: an object that tells of tensors, and the storages they are views of.</summary>
internal interface ICheckpoint : IDisposable
{
    /// <summary>The saved object.</summary>
    object? Root { get; }

    /// <summary>Bytes of the file.</summary>
    long Length { get; }

    /// <summary>The little-endian bytes of a storage: exactly as many as it claims.</summary>
    /// <exception cref="InvalidFileException">The storage is missing or has another length.</exception>
    ReadOnlyMemory<byte> Read(PickleStorage storage);
}
