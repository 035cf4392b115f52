using System.Numerics;

namespace GpuRetinex.Tests.Weights;

/// <summary>Small TensorFlow bundles, made byte by byte.</summary>
internal static class BundleFiles
{
    /// <summary>
    /// A bundle "w" of two tensors in two data files: "a" float32 [2,3] and "text", which holds no numbers. Damage is done before
    /// checksums are made.
    /// </summary>
    public static void Write(TemporaryFolder folder, byte compression = 0, Action<byte[]>? damage = null)
    {
        byte[] floats = SmallFiles.SixFloats;
        File.WriteAllBytes(folder.File("w.data-00000-of-00002"), [9, 9]);
        File.WriteAllBytes(folder.File("w.data-00001-of-00002"), [0, .. floats]);
        byte[] header = [0x08, 2];
        byte[] a = [0x08, 1, 0x12, 8, 0x12, 2, 0x08, 2, 0x12, 2, 0x08, 3, 0x18, 1, 0x20, 1, 0x28, 24, 0x35, .. Masked(floats)];
        byte[] text = [0x08, 7, 0x28, 2];
        damage?.Invoke(a);
        File.WriteAllBytes(folder.File("w.index"), Table(compression, ("", header), ("a", a), ("text", text)));
    }

    private static byte[] Table(byte compression, params (string Key, byte[] Value)[] rows)
    {
        byte[] data = Block(compression, rows);
        byte[] meta = Block(0);
        byte[] index = Block(0, ("z", [0, (byte)(data.Length - 5)]));
        byte[] footer =
        [
            (byte)data.Length, (byte)(meta.Length - 5), .. Varint(data.Length + meta.Length), (byte)(index.Length - 5),
        ];
        return
        [
            .. data, .. meta, .. index, .. footer, .. new byte[40 - footer.Length], 0x57, 0xFB, 0x80, 0x8B, 0x24, 0x75, 0x47,
            0xDB,
        ];
    }

    private static byte[] Block(byte compression, params (string Key, byte[] Value)[] rows)
    {
        byte[] entries = [.. rows.SelectMany(Entry)];
        byte[] block = [.. entries, 0, 0, 0, 0, 1, 0, 0, 0, compression];
        return [.. block, .. Masked(block)];
    }

    private static byte[] Entry((string Key, byte[] Value) row) =>
        [0, (byte)row.Key.Length, (byte)row.Value.Length, .. SmallFiles.Text(row.Key), .. row.Value];

    private static byte[] Varint(int value) => value < 128 ? [(byte)value] : [(byte)(value | 0x80), (byte)(value >> 7)];

    private static byte[] Masked(byte[] bytes)
    {
        uint crc = ~bytes.Aggregate(uint.MaxValue, BitOperations.Crc32C);
        return BitConverter.GetBytes(((crc >> 15) | (crc << 17)) + 0xa282ead8);
    }
}
