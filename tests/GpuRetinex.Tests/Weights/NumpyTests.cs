using System.IO.Compression;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

internal sealed class NumpyTests
{
    private static readonly byte[] Swapped = [.. SmallFiles.SixFloats.Chunk(4).SelectMany(chunk => chunk.Reverse())];

    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }", false, new float[] { 1, 2, 3, 4, 5, 6 })]
    [TestCase("{'shape': (2, 3), 'fortran_order': True, 'descr': '<f4'}", false, new float[] { 1, 3, 5, 2, 4, 6 })]
    [TestCase("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3), }", true, new float[] { 1, 2, 3, 4, 5, 6 })]
    public void Open_ArrayInAnyOrder_GivesRowMajorValues(string header, bool swapped, float[] values)
    {
        foreach (byte version in new byte[] { 1, 2, 3 })
        {
            using var folder = new TemporaryFolder();
            File.WriteAllBytes(folder.File("a.npy"), SmallFiles.Npy(header, swapped ? Swapped : SmallFiles.SixFloats, version));
            using WeightSet weights = WeightFile.Open(folder.File("a.npy"));
            Assert.That(weights.Get("a", new Shape(2, 3)).Data, Is.EqualTo(values));
        }
    }

    [TestCase("f2", 2)]
    [TestCase("f8", 8)]
    [TestCase("i1", 1)]
    [TestCase("i2", 2)]
    [TestCase("i4", 4)]
    [TestCase("i8", 8)]
    [TestCase("u1", 1)]
    [TestCase("u2", 2)]
    [TestCase("u4", 4)]
    [TestCase("u8", 8)]
    [TestCase("b1", 1)]
    public void Open_ArrayOfEachType_KeepsItsBytes(string type, int size)
    {
        using var folder = new TemporaryFolder();
        byte[] bytes = [.. Enumerable.Range(1, 3 * size).Select(i => (byte)i)];
        string header = $"{{'descr': '<{type}', 'fortran_order': False, 'shape': (3,), }}";
        File.WriteAllBytes(folder.File("a.npy"), SmallFiles.Npy(header, bytes));
        using WeightSet weights = WeightFile.Open(folder.File("a.npy"));
        Assert.That(weights.Tensors[0].ElementType.Size(), Is.EqualTo(size));
        Assert.That(weights.Tensors[0].Bytes.ToArray(), Is.EqualTo(bytes));
    }

    [TestCase("{'descr': '|O', 'fortran_order': False, 'shape': (6,), }", "\"|O\"")]
    [TestCase("{'descr': [('a', '<f4')], 'fortran_order': False, 'shape': (6,), }", "not understood")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (7,), }", "24 bytes instead of 28")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (2147483647, 2147483647, 4), }", "impossible shape")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (-6,), }", "not understood")]
    [TestCase("{'descr': '<f4', 'fortran_order': 0, 'shape': (6,), }", "not understood")]
    [TestCase("{'descr': '<f4', 'fortran_order': False}", "not understood")]
    [TestCase("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), 'x': 1}", "not understood")]
    [TestCase("__import__('os').system('touch hacked')", "not understood")]
    public void Open_HeaderOfAnotherForm_IsRefusedWithTheReason(string header, string reason)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllBytes(folder.File("a.npy"), SmallFiles.Npy(header, SmallFiles.SixFloats));
        Assert.That(Refusal.Of(() => WeightFile.Open(folder.File("a.npy"))).Message, Does.Contain(reason));
    }

    [Test]
    public void Open_ArchiveOfArrays_NamesThemByTheirEntries()
    {
        using var folder = new TemporaryFolder();
        byte[] array = SmallFiles.Npy("{'descr': '<f4', 'fortran_order': False, 'shape': (6,), }", SmallFiles.SixFloats);
        File.WriteAllBytes(folder.File("a.npz"), SmallFiles.Zip(CompressionLevel.Optimal, ("y.npy", array), ("x/w.npy", array)));
        using WeightSet weights = WeightFile.Open(folder.File("a.npz"));
        Assert.That(weights.Tensors.Select(tensor => tensor.Name), Is.EqualTo(new[] { "x/w", "y" }));
    }

    [Test]
    public void Open_FaceDictionary_HasItsShape()
    {
        using WeightSet weights = WeightFile.Open(TestFiles.Shared("golden/dev/checkpoints/left_eye_32_center.npy"));
        Assert.That(weights.Get("left_eye_32_center").Shape, Is.EqualTo(new Shape(4, 12800)));
    }
}
