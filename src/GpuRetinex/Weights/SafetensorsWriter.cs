using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using GpuRetinex.Weights.Safetensors;

namespace GpuRetinex.Weights;

/// <summary>
/// Writes safetensors files: tensors and metadata in ordinal order of their names, the header padded with spaces to a
/// multiple of 8 bytes. The same tensors and metadata give the same bytes.
/// </summary>
public static class SafetensorsWriter
{
    private const int Alignment = 8;

    /// <summary>Writes a whole set with its metadata.</summary>
    /// <inheritdoc cref="Write(string, IEnumerable{StoredTensor}, IReadOnlyDictionary{string, string}?)"/>
    public static void Write(string path, WeightSet weights) => Write(path, weights.Tensors, weights.Metadata);

    /// <summary>
    /// Writes to a temporary file in the same folder and renames it at the end, so the file is whole or absent; on
    /// failure the temporary file is removed and an older file stays.
    /// </summary>
    /// <exception cref="InvalidFileException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">Two tensors have one name, or one is called "__metadata__".</exception>
    public static void Write(string path, IEnumerable<StoredTensor> tensors, IReadOnlyDictionary<string, string>? metadata = null)
    {
        StoredTensor[] ordered = [.. tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        Check(ordered);
        byte[] header = Header(ordered, metadata ?? new Dictionary<string, string>());
        try
        {
            WriteAtomically(path, header, ordered);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            throw new InvalidFileException(
                path, "cannot be written: " + error.Message, "Choose a folder that exists and that you may write to.", error);
        }
    }

    private static void Check(StoredTensor[] ordered)
    {
        for (int i = 0; i < ordered.Length; i++)
        {
            if (ordered[i].Name == SafetensorsHeader.MetadataName || (i > 0 && ordered[i].Name == ordered[i - 1].Name))
                throw new ArgumentException($"the tensor name \"{ordered[i].Name}\" is taken", nameof(ordered));
        }
    }

    private static void WriteAtomically(string path, byte[] header, StoredTensor[] ordered)
    {
        string target = Path.GetFullPath(path);
        string temporary = Path.Combine(Path.GetDirectoryName(target) ?? "", $".{Path.GetRandomFileName()}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write))
            {
                stream.Write(header);
                foreach (StoredTensor tensor in ordered) stream.Write(tensor.Bytes.Span);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>The length, the JSON, and the padding.</summary>
    private static byte[] Header(StoredTensor[] ordered, IReadOnlyDictionary<string, string> metadata)
    {
        var json = new ArrayBufferWriter<byte>();
        var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        using (var writer = new Utf8JsonWriter(json, options))
        {
            writer.WriteStartObject();
            if (metadata.Count > 0) WriteMetadata(writer, metadata);
            long offset = 0;
            foreach (StoredTensor tensor in ordered) offset = WriteEntry(writer, tensor, offset);
            writer.WriteEndObject();
        }

        int padded = (json.WrittenCount + Alignment - 1) / Alignment * Alignment;
        var header = new byte[sizeof(ulong) + padded];
        BinaryPrimitives.WriteUInt64LittleEndian(header, (ulong)padded);
        header.AsSpan(sizeof(ulong)).Fill((byte)' ');
        json.WrittenSpan.CopyTo(header.AsSpan(sizeof(ulong)));
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> metadata)
    {
        writer.WriteStartObject(SafetensorsHeader.MetadataName);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            writer.WriteString(key, value);
        writer.WriteEndObject();
    }

    private static long WriteEntry(Utf8JsonWriter writer, StoredTensor tensor, long offset)
    {
        long end = offset + tensor.Bytes.Length;
        writer.WriteStartObject(tensor.Name);
        writer.WriteString("dtype", SafetensorsTypes.Name(tensor.ElementType));
        writer.WriteStartArray("shape");
        foreach (int extent in tensor.Shape.Extents) writer.WriteNumberValue(extent);
        writer.WriteEndArray();
        writer.WriteStartArray("data_offsets");
        writer.WriteNumberValue(offset);
        writer.WriteNumberValue(end);
        writer.WriteEndArray();
        writer.WriteEndObject();
        return end;
    }
}
