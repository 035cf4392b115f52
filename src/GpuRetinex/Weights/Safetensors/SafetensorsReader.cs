using System.Buffers.Binary;
using GpuRetinex.Tensors;

namespace GpuRetinex.Weights.Safetensors;

/// <summary>
/// Reads safetensors files: 8 bytes header length, a JSON header, then the tensors' bytes without gaps.
/// The file stays mapped and nothing is copied; every bound is checked first.
/// </summary>
internal static class SafetensorsReader
{
    private const int LengthBytes = 8;
    private const long LongestHeader = 100_000_000;

    /// <summary>Whether a file that begins so can be a safetensors file.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) =>
        start.Length > LengthBytes
        && start[LengthBytes] == '{'
        && BinaryPrimitives.ReadUInt64LittleEndian(start) <= LongestHeader;

    /// <exception cref="InvalidFileException">The file is not a valid safetensors file.</exception>
    public static WeightSet Read(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return Read(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static WeightSet Read(MappedFile file)
    {
        if (file.Length < LengthBytes)
            throw Damaged(file, $"it has {file.Length} bytes, too few for a header");
        ulong headerLength = BinaryPrimitives.ReadUInt64LittleEndian(file.Slice(0, LengthBytes).Span);
        if (headerLength > LongestHeader)
            throw Damaged(file, $"its header claims {headerLength} bytes; at most {LongestHeader} are allowed");
        long dataStart = LengthBytes + (long)headerLength;
        if (dataStart > file.Length)
            throw Damaged(file, $"its header claims {headerLength} bytes, the file has {file.Length}");

        var header = new SafetensorsHeader(file.Path, file.Slice(LengthBytes, (long)headerLength));
        CheckNoGaps(file, header, file.Length - dataStart);
        IEnumerable<StoredTensor> tensors = header.Entries.Select(entry => Tensor(file, entry, dataStart));
        return new WeightSet(file.Path, WeightFormat.Safetensors, tensors, header.Metadata, null, file);
    }

    private static void CheckNoGaps(MappedFile file, SafetensorsHeader header, long dataLength)
    {
        long covered = 0;
        foreach (SafetensorsEntry entry in header.Entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End))
        {
            string tensor = $"tensor {FileText.Quote(entry.Name)} lies at bytes {entry.Begin} to {entry.End}";
            if (entry.Begin > entry.End) throw Damaged(file, tensor + ", which runs backwards");
            if (entry.End > dataLength) throw Damaged(file, $"{tensor} of {dataLength}");
            if (entry.Begin < covered) throw Damaged(file, $"{tensor} and overlaps another, which ends at {covered}");
            if (entry.Begin > covered) throw Damaged(file, $"{tensor} and leaves a gap after byte {covered}");
            covered = entry.End;
        }

        if (covered != dataLength) throw Damaged(file, $"its tensors end at byte {covered} of {dataLength}");
    }

    private static StoredTensor Tensor(MappedFile file, SafetensorsEntry entry, long dataStart)
    {
        Shape shape = StoredShape.Create(file.Path, entry.Name, entry.Extents);
        long length = entry.End - entry.Begin;
        long needed = shape.Count * entry.Type.Size();
        if (needed != length)
        {
            string claim = $"{SafetensorsTypes.Name(entry.Type)} {shape}";
            throw Damaged(file, $"tensor {FileText.Quote(entry.Name)} {claim} has {length} bytes instead of {needed}");
        }

        return new StoredTensor(entry.Name, entry.Type, shape, file.Slice(dataStart + entry.Begin, length));
    }

    private static InvalidFileException Damaged(MappedFile file, string problem) =>
        new(file.Path, "is not a valid safetensors file: " + problem, "Copy or download it again.");
}
