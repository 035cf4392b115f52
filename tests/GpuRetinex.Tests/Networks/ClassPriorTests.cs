using GpuRetinex.Networks;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Networks;

internal sealed class ClassPriorTests
{
    [Test]
    public void Apply_Weights_MultipliesAndNormalises()
    {
        var probabilities = new Tensor(new Shape(1, 3, 1, 2), [0.5f, 1, 0.3f, 0, 0.2f, 0]);
        ClassPrior.Parse("sky=0.2, ground=1.5", SegNet.Classes).Apply(probabilities);
        double sum = 0.1 + 0.45 + 0.2;
        Assert.That(probabilities.Data, Is.EqualTo(new[] { 0.1 / sum, 1, 0.45 / sum, 0, 0.2 / sum, 0 }).Within(1e-6));
    }

    [Test]
    public void Apply_OnlyClassRuledOut_StaysAsItIs()
    {
        var probabilities = new Tensor(new Shape(1, 3, 1, 1), [1, 0, 0]);
        ClassPrior.Parse("sky=0", SegNet.Classes).Apply(probabilities);
        Assert.That(probabilities.Data, Is.EqualTo(new float[] { 1, 0, 0 }));
    }

    [TestCase("", "''")]
    [TestCase("sky", "'sky'")]
    [TestCase("sea=1", "sky, ground, foreground")]
    [TestCase("sky=1,sky=2", "twice")]
    [TestCase("sky=-1", "'-1'")]
    [TestCase("sky=NaN", "'NaN'")]
    [TestCase("sky=much", "'much'")]
    public void Parse_WrongText_SaysWhatIsWrong(string text, string words) =>
        Assert.That(() => ClassPrior.Parse(text, SegNet.Classes), Throws.TypeOf<FormatException>().With.Message.Contains(words));
}
