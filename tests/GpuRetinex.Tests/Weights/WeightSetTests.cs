using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

internal sealed class WeightSetTests
{
    private static readonly TestCaseData[] Conversions =
    [
        new(ElementType.Float16, new byte[] { 1, 0 }, 5.9604645E-08f),
        new(ElementType.BFloat16, new byte[] { 0x80, 0xBF }, -1f),
        new(ElementType.Float64, BitConverter.GetBytes(1 + Math.Pow(2, -24)), 1f),
        new(ElementType.Float64, BitConverter.GetBytes(1 + (3 * Math.Pow(2, -24))), 1f + (2 * MathF.Pow(2, -23))),
        new(ElementType.Int8, new byte[] { 0xFF }, -1f),
        new(ElementType.UInt8, new byte[] { 0xFF }, 255f),
        new(ElementType.Int16, BitConverter.GetBytes(short.MinValue), -32768f),
        new(ElementType.UInt16, BitConverter.GetBytes(ushort.MaxValue), 65535f),
        new(ElementType.Int32, BitConverter.GetBytes(16777219), 16777220f),
        new(ElementType.UInt32, BitConverter.GetBytes(uint.MaxValue), 4294967296f),
        new(ElementType.Int64, BitConverter.GetBytes((1L << 62) + (1L << 38) + 1), 4.6116865E+18f),
        new(ElementType.UInt64, BitConverter.GetBytes((1UL << 63) + (1UL << 39) + 1), 9.223373E+18f),
        new(ElementType.UInt64, BitConverter.GetBytes(ulong.MaxValue), 18446744073709551616f),
        new(ElementType.Bool, new byte[] { 2 }, 1f),
    ];

    [TestCaseSource(nameof(Conversions))]
    public void ToTensor_OneElement_IsTheNearestFloat(ElementType type, byte[] bytes, float value) =>
        Assert.That(SmallFiles.Stored("a", type, bytes).ToTensor().Data, Is.EqualTo(new[] { value }));

    [Test]
    public void Get_MissingTensor_NamesFileTensorAndExpectedShape()
    {
        using var weights = new WeightSet("w.file", [SmallFiles.Stored("a", ElementType.Float32, SmallFiles.SixFloats, 2, 3)]);
        string message = Refusal.Of(() => weights.Get("b", new Shape(4, 5))).Message;
        Assert.That(message, Does.Contain("w.file").And.Contain("\"b\"").And.Contain("[4x5]"));
    }

    [Test]
    public void Get_OtherShape_NamesFileTensorAndBothShapes()
    {
        using var weights = new WeightSet("w.file", [SmallFiles.Stored("a", ElementType.Float32, SmallFiles.SixFloats, 2, 3)]);
        string message = Refusal.Of(() => weights.Get("a", new Shape(3, 2))).Message;
        Assert.That(message, Does.Contain("w.file").And.Contain("\"a\"").And.Contain("[2x3]").And.Contain("[3x2]"));
    }

    [TestCase(float.NaN)]
    [TestCase(float.PositiveInfinity)]
    public void Get_ValueThatIsNoNumber_IsRefused(float value)
    {
        using var weights = new WeightSet(
            "w.file", [SmallFiles.Stored("a", ElementType.Float32, SmallFiles.Floats(0, value), 2)]);
        Assert.That(Refusal.Of(() => weights.Get("a")).Message, Does.Contain("element 1"));
    }

    [Test]
    public void Merge_DifferentNames_HasAllTensorsAndTheMetadataAllAgreeOn()
    {
        WeightSet first = Labelled("a", "1");
        WeightSet second = Labelled("b", "2");
        using WeightSet merged = WeightSet.Merge([first, second]);
        Assert.That(merged.Tensors.Select(tensor => tensor.Name), Is.EqualTo(new[] { "a", "b" }));
        Assert.That(merged.Metadata, Is.EqualTo(new Dictionary<string, string> { ["layout"] = "OIHW" }));
    }

    private static WeightSet Labelled(string tensor, string label) => new(
        label,
        [SmallFiles.Stored(tensor, ElementType.Bool, [1])],
        new Dictionary<string, string> { ["layout"] = "OIHW", ["label"] = label });

    [Test]
    public void Merge_SameName_NamesBothFiles()
    {
        var first = new WeightSet("first.file", [SmallFiles.Stored("a", ElementType.Bool, [1])]);
        var second = new WeightSet("second.file", [SmallFiles.Stored("a", ElementType.Bool, [0])]);
        string message = Refusal.Of(() => WeightSet.Merge([first, second])).Message;
        Assert.That(message, Does.Contain("first.file").And.Contain("second.file").And.Contain("\"a\""));
    }
}
