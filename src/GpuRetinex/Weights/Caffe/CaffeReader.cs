using System.Text;
using GpuRetinex.Weights.Protobuf;

namespace GpuRetinex.Weights.Caffe;

/// <summary>
/// Reads the weights of a Caffe model: a protocol buffer NetParameter, its layers in field 100, or in field 2 where an old Caffe
/// wrote it (caffe.proto: LayerParameter name = 1, blobs = 7; V1LayerParameter name = 4, blobs = 6). Tensors are called
/// LAYER.blob0, LAYER.blob1, … in the order that Caffe gives them. The file has no checksum; what is damaged shows where sizes
/// don't add up.
/// </summary>
internal static class CaffeReader
{
    /// <summary>How such files are called.</summary>
    public const string Suffix = ".caffemodel";

    private const int LayerField = 100;
    private const int OldLayerField = 2;
    private const string TryAgain = "Copy or download it again.";

    /// <summary>Whether a file is protocol buffer fields to its end, layers among them.</summary>
    public static bool Recognises(string path)
    {
        using MappedFile file = MappedFile.Open(path);
        if (file.Length > Array.MaxLength) return false;
        try
        {
            return CountLayers(path, file.Slice(0, file.Length).Span) > 0;
        }
        catch (InvalidFileException)
        {
            return false;
        }
    }

    /// <summary>The tensors of a model; they lie in the mapped file.</summary>
    /// <exception cref="InvalidFileException">The file is damaged, or holds no weights.</exception>
    public static WeightSet Read(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            ReadOnlyMemory<byte> bytes = file.Slice(0, file.Length);
            var tensors = new List<StoredTensor>();
            var reader = new WireReader(path, bytes.Span);
            while (!reader.IsAtEnd)
            {
                int tag = reader.ReadTag(), field = WireReader.FieldOf(tag);
                if (field is LayerField or OldLayerField)
                {
                    int length = reader.ReadMessage(tag).Length;
                    ReadLayer(path, bytes.Slice(reader.Position - length, length), field == OldLayerField, tensors);
                }
                else
                {
                    reader.Skip(tag);
                }
            }

            if (tensors.Count == 0)
                throw new InvalidFileException(path, "holds no weights", "Name the .caffemodel, not the network's description.");
            return new WeightSet(path, WeightFormat.Caffe, tensors, owned: file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static int CountLayers(string path, ReadOnlySpan<byte> bytes)
    {
        int layers = 0;
        var reader = new WireReader(path, bytes);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag();
            if (WireReader.FieldOf(tag) is LayerField or OldLayerField && WireReader.IsBytes(tag)) layers++;
            reader.Skip(tag);
        }

        return layers;
    }

    private static void ReadLayer(string path, ReadOnlyMemory<byte> message, bool isOld, List<StoredTensor> tensors)
    {
        (int nameField, int typeField, int blobField) = isOld ? (4, 5, 6) : (1, 2, 7);
        string name = "", type = "";
        var blobs = new List<CaffeBlob>();
        var reader = new WireReader(path, message.Span);
        while (!reader.IsAtEnd)
        {
            int tag = reader.ReadTag(), field = WireReader.FieldOf(tag);
            if (field == nameField)
            {
                name = Encoding.UTF8.GetString(reader.ReadMessage(tag));
            }
            else if (field == typeField && WireReader.IsBytes(tag))
            {
                type = Encoding.UTF8.GetString(reader.ReadMessage(tag));
            }
            else if (field == blobField)
            {
                int length = reader.ReadMessage(tag).Length;
                blobs.Add(new CaffeBlob(path, message.Slice(reader.Position - length, length)));
            }
            else
            {
                reader.Skip(tag);
            }
        }

        StoredTensor[] stored = [.. blobs.Select((blob, i) => ToTensor(path, $"{name}.blob{i}", blob))];
        tensors.AddRange(type == "BatchNorm" ? FactorLast(stored) : stored);
    }

    /// <summary>
    /// Caffe writes a batch normalisation as mean, variance, factor; other programs begin with the factor, which is one number.
    /// </summary>
    private static StoredTensor[] FactorLast(StoredTensor[] blobs)
    {
        bool beginsWithFactor = blobs.Length == 3 && blobs[0].Shape.Count == 1 && blobs[1].Shape.Count > 1
            && blobs[1].Shape == blobs[2].Shape;
        if (!beginsWithFactor) return blobs;
        StoredTensor[] order = [blobs[1], blobs[2], blobs[0]];
        return [.. order.Select((blob, i) => new StoredTensor(blobs[i].Name, blob.ElementType, blob.Shape, blob.Bytes))];
    }

    private static StoredTensor ToTensor(string path, string name, CaffeBlob blob)
    {
        Tensors.Shape shape = StoredShape.Create(path, name, blob.Extents);
        if ((Int128)shape.Count * blob.Type.Size() != blob.Bytes.Length)
        {
            string sizes = $"tensor {FileText.Quote(name)} {shape} has {blob.Bytes.Length} bytes of {blob.Type}";
            throw new InvalidFileException(path, $"is damaged: {sizes}", TryAgain);
        }

        return new StoredTensor(name, blob.Type, shape, blob.Bytes);
    }
}
