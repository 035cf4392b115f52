using System.Buffers.Binary;
using System.Text;
using GpuRetinex.Tensors;

namespace GpuRetinex.Weights.Numpy;

/// <summary>
/// Reads NumPy's .npy arrays, versions 1 to 3, and .npz archives of them. Arrays come out row-major and little-endian.
/// </summary>
internal static class NumpyReader
{
    private const string Suffix = ".npy";
    private const int PreambleLength = 8;
    private const int LongestHeader = 1 << 16;

    private static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    /// <summary>Whether a file that begins so is an array.</summary>
    public static bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Magic);

    /// <summary>Whether an archive holds nothing but arrays.</summary>
    public static bool Recognises(ZipContents zip) => zip.Names.Any() && zip.Names.All(IsArray);

    /// <summary>One array, named as its file without the suffix.</summary>
    /// <exception cref="InvalidFileException">The array is damaged or of an unknown kind.</exception>
    public static WeightSet Read(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            StoredTensor array = Array(path, Path.GetFileNameWithoutExtension(path), file.Slice(0, file.Length));
            return new WeightSet(path, WeightFormat.Numpy, [array], null, null, file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>All arrays of an archive, named as their entries without the suffix.</summary>
    /// <exception cref="InvalidFileException">An array is damaged or of an unknown kind.</exception>
    public static WeightSet Read(string path, ZipContents zip) =>
        new(path, WeightFormat.Numpy, zip.Names.Select(name => Array(path, name[..^Suffix.Length], zip.Read(name))));

    private static bool IsArray(string name) => name.EndsWith(Suffix, StringComparison.Ordinal);

    private static StoredTensor Array(string path, string name, ReadOnlyMemory<byte> file)
    {
        ReadOnlySpan<byte> bytes = file.Span;
        if (bytes.Length < PreambleLength + sizeof(uint) || !bytes.StartsWith(Magic))
            throw Damaged(path, name, "it has no NumPy header");
        int version = bytes[6];
        if (version is < 1 or > 3) throw Damaged(path, name, $"version {version} is unknown");
        int lengthBytes = version == 1 ? sizeof(ushort) : sizeof(uint);
        long headerLength = version == 1
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[PreambleLength..])
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes[PreambleLength..]);
        int headerStart = PreambleLength + lengthBytes;
        if (headerLength > LongestHeader || headerLength > bytes.Length - headerStart)
            throw Damaged(path, name, $"its header claims {headerLength} bytes");

        string text = Encoding.UTF8.GetString(bytes.Slice(headerStart, (int)headerLength));
        return Decode(path, name, new NumpyHeader(path, name, text), file[(headerStart + (int)headerLength)..]);
    }

    private static StoredTensor Decode(string path, string name, NumpyHeader header, ReadOnlyMemory<byte> data)
    {
        Shape shape = StoredShape.Create(path, name, header.Extents);
        int size = header.Type.Size();
        if (shape.Count * size != data.Length)
            throw Damaged(path, name, $"{header.Type} {shape} has {data.Length} bytes instead of {shape.Count * size}");
        if (header.IsFortranOrder && shape.Rank > 1)
        {
            int[] axes = [.. Enumerable.Range(0, shape.Rank).Reverse()];
            int[] reversed = [.. axes.Select(axis => shape[axis])];
            data = StridedView.Permuted(new Shape(reversed), axes).Gather(data.Span, size);
        }

        return new StoredTensor(name, header.Type, shape, header.IsBigEndian && size > 1 ? Swapped(data.Span, size) : data);
    }

    private static byte[] Swapped(ReadOnlySpan<byte> bytes, int size)
    {
        byte[] swapped = bytes.ToArray();
        for (int element = 0; element < swapped.Length; element += size) swapped.AsSpan(element, size).Reverse();
        return swapped;
    }

    private static InvalidFileException Damaged(string path, string name, string problem) =>
        new(path, $"array {FileText.Quote(name)} is damaged: {problem}", "Save it again with numpy.save.");
}
