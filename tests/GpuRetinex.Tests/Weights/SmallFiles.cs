using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

/// <summary>Small files of every format, made byte by byte.</summary>
internal static class SmallFiles
{
    /// <summary>Six floats: 1 to 6.</summary>
    public static byte[] SixFloats { get; } = Floats(1, 2, 3, 4, 5, 6);

    public static byte[] Floats(params float[] values) => [.. values.SelectMany(BitConverter.GetBytes)];

    public static byte[] Text(string text) => Encoding.Latin1.GetBytes(text);

    /// <summary>A safetensors file with a header as given, padded to nothing.</summary>
    public static byte[] Safetensors(string header, byte[] data)
    {
        byte[] json = Encoding.UTF8.GetBytes(header);
        var length = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteInt64LittleEndian(length, json.Length);
        return [.. length, .. json, .. data];
    }

    /// <summary>An array of version 1.</summary>
    public static byte[] Npy(string header, byte[] data, byte version = 1)
    {
        byte[] text = Text(header + "\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)text.Length) : BitConverter.GetBytes(text.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. text, .. data];
    }

    /// <summary>The pickle of {"w": a view of storage "0"}.</summary>
    public static byte[] TensorPickle(string extents = "2 3", string strides = "3 1", long offset = 0, long count = 6) =>
        Text($"(dVw\n{View(extents, strides, offset, count)}s.");

    /// <summary>The part of a pickle that rebuilds a tensor.</summary>
    public static string View(string extents, string strides, long offset, long count) =>
        $"ctorch._utils\n_rebuild_tensor_v2\n((Vstorage\nctorch\nFloatStorage\nV0\nVcpu\nI{count}\ntQ"
        + $"I{offset}\n({Numbers(extents)}t({Numbers(strides)}tI00\nNtR";

    /// <summary>PyTorch's zip container.</summary>
    public static byte[] TorchZip(byte[] pickle, byte[] storage, CompressionLevel level = CompressionLevel.NoCompression) =>
        Zip(level, ("archive/data.pkl", pickle), ("archive/data/0", storage), ("archive/version", Text("3\n")));

    /// <summary>PyTorch's legacy container.</summary>
    public static byte[] TorchLegacy(byte[] pickle, byte[] storage) =>
    [
        0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, (byte)'.', .. Text("I1001\n."),
        .. Text("(dVlittle_endian\nI01\ns."), .. pickle,
        .. Text("(lV0\na."), .. BitConverter.GetBytes(storage.LongLength / 4), .. storage,
    ];

    /// <summary>A Caffe model of one layer.</summary>
    public static byte[] CaffeModel(string layer, string type, params byte[][] blobs) =>
    [
        .. Field(1, Text("net")),
        .. Field(100, [.. Field(1, Text(layer)), .. Field(2, Text(type)), .. blobs.SelectMany(blob => Field(7, blob))]),
    ];

    /// <summary>A blob, its numbers in one run before the shape.</summary>
    public static byte[] CaffeBlob(long[] extents, byte[] numbers) =>
        [.. Field(5, numbers), .. Field(7, Field(1, [.. extents.SelectMany(extent => Varint((ulong)extent))]))];

    /// <summary>A protocol buffer field that holds bytes.</summary>
    public static byte[] Field(int number, byte[] bytes) =>
        [.. Varint(((ulong)number << 3) | 2), .. Varint((ulong)bytes.Length), .. bytes];

    public static byte[] Varint(ulong value) => value < 0x80 ? [(byte)value] : [(byte)(value | 0x80), .. Varint(value >> 7)];

    public static byte[] Zip(CompressionLevel level, params (string Name, byte[] Bytes)[] entries)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create))
        {
            foreach ((string name, byte[] bytes) in entries)
            {
                using Stream entry = zip.CreateEntry(name, level).Open();
                entry.Write(bytes);
            }
        }

        return stream.ToArray();
    }

    /// <summary>A valid file of every kind that is one file, with its usual suffix.</summary>
    public static IEnumerable<(string Name, byte[] Bytes)> Valid()
    {
        byte[] npy = Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", SixFloats);
        yield return ("weights.safetensors", Safetensors(
            """{"__metadata__":{"k":"v"},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"""
            + """ "b":{"dtype":"I32","shape":[4],"data_offsets":[8,24]}}""",
            SixFloats));
        yield return ("zip.pth", TorchZip(TensorPickle(), SixFloats));
        yield return ("deflated.pth", TorchZip(TensorPickle(), SixFloats, CompressionLevel.Optimal));
        yield return ("legacy.pth", TorchLegacy(TensorPickle(), SixFloats));
        yield return ("array.npy", npy);
        yield return ("small.caffemodel", CaffeModel("conv", "Convolution", CaffeBlob([2, 3], SixFloats)));
        yield return ("arrays.npz", Zip(CompressionLevel.Fastest, ("a.npy", npy), ("b.npy", npy)));
    }

    /// <summary>A tensor whose elements are the given bytes.</summary>
    public static StoredTensor Stored(string name, ElementType type, byte[] bytes, params int[] extents) =>
        new(name, type, new Shape(extents), bytes);

    private static string Numbers(string numbers) =>
        string.Concat(numbers.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(number => $"I{number}\n"));
}
