using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Planning;

internal sealed class ReceptiveFieldTests
{
    [Test]
    public void Of_Convolutions_AddUp()
    {
        var builder = new GraphBuilder();
        Operand x = Convolution(Convolution(builder.Input("image", 1), builder, 3), builder, 5);
        Assert.That(Of(builder, x), Is.EqualTo(new ReceptiveField(3, 3, 3, 3)));
    }

    /// <summary>
    /// Pooled by 2, a 3×3 convolution there, and back: of a cell of two pixels the right one reaches 3 to the left and 2 to the
    /// right, the left one the other way round.
    /// </summary>
    [Test]
    public void Of_PooledAndResized_IsTheMostOfAllPositions()
    {
        var builder = new GraphBuilder();
        Operand image = builder.Input("image", 1);
        Operand coarse = Convolution(builder.Pool(image, PoolingKind.Average), builder, 3);
        Assert.That(Of(builder, builder.ResizeNearest(coarse, image)), Is.EqualTo(new ReceptiveField(3, 3, 3, 3)));
    }

    [Test]
    public void Of_PointwiseBranchBesideAConvolution_IsTheLarger()
    {
        var builder = new GraphBuilder();
        Operand image = builder.Input("image", 1);
        Assert.That(Of(builder, builder.Add(image, Convolution(image, builder, 3))), Is.EqualTo(new ReceptiveField(1, 1, 1, 1)));
    }

    [TestCase(2)]
    [TestCase(32)]
    public void Of_PictureResizedToFixedSize_IsTheWhole(int side)
    {
        var builder = new GraphBuilder();
        Operand image = builder.Input("image", 1), dot = builder.Input("dot", 1);
        Operand spread = builder.ResizeNearest(Convolution(builder.ResizeNearest(image, dot), builder, 3), image);
        builder.Output("y", spread);
        Assert.That(ReceptiveField.Of(builder.Build(), Shapes), Is.Null);

        IReadOnlyDictionary<string, Shape> Shapes(int height, int width) =>
            new Dictionary<string, Shape> { ["image"] = new(1, 1, height, width), ["dot"] = new(1, 1, side, side) };
    }

    private static Operand Convolution(Operand x, GraphBuilder builder, int kernel) =>
        builder.Convolution(x, new Tensor(new Shape(1, 1, kernel, kernel)), null, $"{kernel}x{kernel}");

    private static ReceptiveField? Of(GraphBuilder builder, Operand y)
    {
        builder.Output("y", y);
        return ReceptiveField.Of(
            builder.Build(), (height, width) => new Dictionary<string, Shape> { ["image"] = new(1, 1, height, width) });
    }
}
