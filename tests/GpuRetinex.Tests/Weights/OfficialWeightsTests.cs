using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Weights;

internal sealed class OfficialWeightsTests
{
    private const string Decom = "weights/official/issr/Decom";

    private static readonly TestCaseData[] Files =
    [
        new(Decom, 18, 235876L),
        new("weights/official/issr/Relight", 24, 265409L),
        new("weights/official/kind/decom_net_train", 18, 235876L),
        new("weights/official/retinexnet/decom-9200.tar", 14, 207748L),
        new("weights/official/zero-dce-epoch99.pth", 14, 79416L),
        new("weights/official/dncnn_25.pth", 34, 555137L),
        new("weights/official/sci-medium.pt", 83, 20390L),
        new("weights/ours/issr-lite.safetensors", 214, 1250443L),
    ];

    [TestCaseSource(nameof(Files))]
    public void Open_PublishedWeights_HasAllTensorsAndFiniteValues(string file, int tensors, long parameters)
    {
        using WeightSet weights = WeightFile.Open(TestFiles.Shared(file));
        Assert.That(weights.Tensors, Has.Count.EqualTo(tensors));
        Assert.That(weights.ParameterCount, Is.EqualTo(parameters));
        foreach (StoredTensor tensor in weights.Tensors) Assert.DoesNotThrow(() => weights.Get(tensor.Name, tensor.Shape));
    }

    [TestCase("")]
    [TestCase("/checkpoint")]
    [TestCase("/RetinexNet-Decom-422000")]
    [TestCase("/RetinexNet-Decom-422000.index")]
    [TestCase("/RetinexNet-Decom-422000.data-00000-of-00001")]
    public void Open_AnyPartOfABundle_FindsTheBundle(string part)
    {
        using WeightSet weights = WeightFile.Open(TestFiles.Shared(Decom) + part);
        Assert.That(weights.Format, Is.EqualTo(WeightFormat.TensorFlowBundle));
        Assert.That(weights.Tensors, Has.Count.EqualTo(18));
    }

    [TestCase("DecomNet/g_conv1_1/weights", 524)]
    [TestCase("DecomNet/g_up_1/weights", 742412)]
    public void ToOihw_Kernel_HasTheBytesOfTheDataFileTransposed(string name, int offset)
    {
        string folder = TestFiles.Shared(Decom);
        byte[] data = File.ReadAllBytes(folder + "/RetinexNet-Decom-422000.data-00000-of-00001");
        using WeightSet bundle = WeightFile.Open(folder);
        using WeightSet turned = TensorFlowLayout.ToOihw(bundle);
        ReadOnlySpan<int> hwio = bundle.Find(name)!.Shape.Extents;
        StoredTensor kernel = turned.Find(name)!;
        Assert.That(kernel.Shape.Extents.ToArray(), Is.EqualTo(new[] { hwio[3], hwio[2], hwio[0], hwio[1] }));

        int target = 0;
        for (int o = 0; o < hwio[3]; o++)
            for (int i = 0; i < hwio[2]; i++)
                for (int tap = 0; tap < hwio[0] * hwio[1]; tap++, target += 4)
                {
                    int source = offset + (((((tap * hwio[2]) + i) * hwio[3]) + o) * 4);
                    if (!kernel.Bytes.Span.Slice(target, 4).SequenceEqual(data.AsSpan(source, 4)))
                        Assert.Fail($"[{o},{i}] tap {tap}");
                }

        Assert.That(turned.Metadata["layout"], Is.EqualTo("OIHW"));
        Assert.That(turned.ParameterCount, Is.EqualTo(bundle.ParameterCount));
        Refusal.Of(() => TensorFlowLayout.ToOihw(turned));
    }

    [Test]
    public void ToOihw_OneDimensionalTensors_StayAsTheyAre()
    {
        using WeightSet bundle = WeightFile.Open(TestFiles.Shared(Decom));
        using WeightSet turned = TensorFlowLayout.ToOihw(bundle);
        foreach (StoredTensor tensor in bundle.Tensors.Where(tensor => tensor.Shape.Rank != 4))
            Assert.That(turned.Find(tensor.Name)!.Bytes.ToArray(), Is.EqualTo(tensor.Bytes.ToArray()));
    }
}
