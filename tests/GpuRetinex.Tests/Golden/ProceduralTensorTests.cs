using System.Globalization;
using System.Text.Json;
using GpuRetinex.Golden;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Golden;

internal sealed class ProceduralTensorTests
{
    /// <summary>One of the published vectors, so that the generator is proven where the reference data are not.</summary>
    [Test]
    public void Affine_KnownName_GivesTheKnownBits()
    {
        Assert.That(ProceduralTensor.Hash("SFT_Net.0/conv0.weight"), Is.EqualTo(0x73dd597425ab39df));
        Tensor tensor = ProceduralTensor.Affine("SFT_Net.0/conv0.weight", new Shape(2, 2), 0, 0.5773502691896257);
        Assert.That(
            tensor.Data.Select(BitConverter.SingleToUInt32Bits),
            Is.EqualTo(new uint[] { 0xbe631ee4, 0x3e0130fd, 0x3e852ae4, 0x3dd13151 }));
    }

    [Test]
    public void Affine_EveryTestVector_GivesItsBits()
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllText(TestFiles.Shared("golden/vectors.json")));
        foreach (JsonElement vector in vectors.RootElement.EnumerateArray())
        {
            string name = vector.GetProperty("name").GetString()!;
            Assert.That(ProceduralTensor.Hash(name), Is.EqualTo(Hexadecimal(vector.GetProperty("fnv1a64"))), name);
            uint[] bits = [.. vector.GetProperty("float32_bits").EnumerateArray().Select(word => (uint)Hexadecimal(word))];
            Tensor tensor = ProceduralTensor.Affine(
                name, new Shape(bits.Length), vector.GetProperty("c").GetDouble(), vector.GetProperty("s").GetDouble());
            Assert.That(tensor.Data.Select(BitConverter.SingleToUInt32Bits), Is.EqualTo(bits), name);
        }
    }

    private static ulong Hexadecimal(JsonElement text) =>
        ulong.Parse(text.GetString()!, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
