using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs.Onnx;

/// <summary>Sizes that the model reads off its tensors as it runs.</summary>
internal sealed class OnnxDynamicSizes(OnnxModel model) : OnnxSizes(model)
{
    private const int FloatElement = 1, Int64Element = 7;

    /// <summary>
    /// The table of source pixels is computed in the model with the float32 operations of the rule:
    /// Min(Floor(Range · (n / m)), n − 1). ONNX's own Resize rounds differently at some sizes, such as 198 from 50.
    /// </summary>
    public override string Resize(string tensor, Shape shape, string like, Shape size, string name) =>
        Gather(Gather(tensor, like, HeightAxis, $"{name}/height"), like, WidthAxis, $"{name}/width");

    public override string Crop(string tensor, Shape shape, string like, Shape size, string name)
    {
        string sizes = Model.Node("Shape", [like], Model.Unique($"{name}/size"), OnnxAttribute.Integer("start", HeightAxis));
        string starts = Model.Integers($"{name}/starts", 0, 0), axes = Model.Integers($"{name}/axes", HeightAxis, WidthAxis);
        return Model.Node("Slice", [tensor, starts, sizes, axes], Model.Unique($"{name}/crop"));
    }

    public override string SizeOf(Shape shape, string like, Shape size, string name)
    {
        string first = Model.Integers($"{name}/batch", shape.N, shape.C);
        string last = Model.Node("Shape", [like], Model.Unique($"{name}/size"), OnnxAttribute.Integer("start", HeightAxis));
        return Model.Node("Concat", [first, last], Model.Unique($"{name}/sizes"), OnnxAttribute.Integer("axis", 0));
    }

    public override int Excess(int full, int size, int stride) => stride - 1;

    private string Gather(string tensor, string like, int axis, string name)
    {
        string input = Extent(tensor, axis, $"{name}/input"), output = Extent(like, axis, $"{name}/output");
        string zero = Model.Integer($"{name}/zero", 0), one = Model.Integer($"{name}/one", 1);
        string scale = Node("Div", [Cast(input, FloatElement), Cast(output, FloatElement)]);
        string targets = Cast(Node("Range", [zero, output, one]), FloatElement);
        string sources = Cast(Node("Floor", [Node("Mul", [targets, scale])]), Int64Element);
        sources = Node("Min", [sources, Node("Sub", [input, one])]);
        return Model.Node("Gather", [tensor, sources], Model.Unique(name), OnnxAttribute.Integer("axis", axis));

        string Node(string type, string[] inputs) => Model.Node(type, inputs, Model.Unique($"{name}/{type}"));

        string Cast(string number, int type) =>
            Model.Node("Cast", [number], Model.Unique($"{name}/Cast"), OnnxAttribute.Integer("to", type));
    }

    /// <summary>One extent of a tensor, as a number without axes.</summary>
    private string Extent(string tensor, int axis, string name)
    {
        string extents = Model.Node("Shape", [tensor], Model.Unique($"{name}/shape"));
        string index = Model.Integer($"{name}/axis", axis);
        return Model.Node("Gather", [extents, index], Model.Unique(name), OnnxAttribute.Integer("axis", 0));
    }
}
