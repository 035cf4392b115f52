using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs.Onnx;

/// <summary>Appends the nodes of a graph to an ONNX model; what one fused node does becomes several.</summary>
internal sealed class OnnxOperators(
    Graph graph, ImmutableArray<Shape> shapes, OnnxModel model, OnnxValues values, OnnxSizes sizes)
{
    private const int ChannelAxis = 1;

    /// <summary>Appends one node.</summary>
    /// <exception cref="NotSupportedException">The operator has no ONNX form here.</exception>
    public void Append(Node node) => values.Write(node.Output, node.Operator switch
    {
        Activate op => Activation(op.Activation, Input(node, 0), node.Name),
        Add => Result("Add", node, Inputs(node)),
        BilinearResize op => BilinearResize(op, node),
        Concat => Result("Concat", node, Inputs(node), OnnxAttribute.Integer("axis", ChannelAxis)),
        Convolution2D op => Convolution(op, node),
        Copy => Result("Identity", node, Inputs(node)),
        Modulate op => Modulation(Input(node, 0), Input(node, 1), Input(node, 2), op.Offset, node.Name),
        Multiply => Result("Mul", node, Inputs(node)),
        NearestResize { Factor: { } factor } => Enlarge(factor, node),
        NearestResize => sizes.Resize(Input(node, 0), ShapeOf(node, 0), LikeInput(node, 1), ShapeOf(node, 1), node.Name),
        Pad2D op => Pad(op, node),
        PixelShuffle op => Result(
            "DepthToSpace", node, Inputs(node), OnnxAttribute.Integer("blocksize", op.Factor), OnnxAttribute.Text("mode", "CRD")),
        Pooling2D op => Pooling(op, node),
        Softmax => Result("Softmax", node, Inputs(node), OnnxAttribute.Integer("axis", ChannelAxis)),
        TransposedConvolution2D op => TransposedConvolution(op, node),
        _ => throw new NotSupportedException($"{node.Name}: {node.Operator.Name} cannot be written as ONNX"),
    });

    /// <summary>The tensor that holds an operand; a constant becomes an initialiser when it is first read.</summary>
    public string Read(Operand operand, string constantName)
    {
        if (graph.Values[operand.Value].Constant is { } constant && !values.Contains(operand.Value))
            values.Write(operand, model.Constant(constantName, constant));
        return values.Read(operand);
    }

    private string Convolution(Convolution2D op, Node node)
    {
        string[] inputs = op.HasBias
            ? [Input(node, 0), Weights(node), Read(node.Inputs[Convolution2D.BiasIndex], $"{node.Name}/bias")]
            : [Input(node, 0), Weights(node)];
        string y = Result(
            "Conv", node, inputs,
            OnnxAttribute.Integers("strides", op.Stride, op.Stride),
            OnnxAttribute.Integers("dilations", op.Dilation, op.Dilation),
            OnnxAttribute.Integers("pads", op.Padding, op.Padding, op.Padding, op.Padding));

        if (op.Activation.Kind != ActivationKind.None) y = Activation(op.Activation, y, node.Name);
        if (op.ModulationOffset is { } offset)
            y = Modulation(y, Input(node, op.ScaleIndex), Input(node, op.ScaleIndex + 1), offset, node.Name);
        if (op.HasResidual) y = Result("Add", node, [y, Input(node, op.ResidualIndex)]);
        return op.FinalActivation.Kind == ActivationKind.None ? y : Activation(op.FinalActivation, y, node.Name);
    }

    private string TransposedConvolution(TransposedConvolution2D op, Node node)
    {
        string[] inputs = op.HasBias
            ? [Input(node, 0), Weights(node), Read(node.Inputs[TransposedConvolution2D.BiasIndex], $"{node.Name}/bias")]
            : [Input(node, 0), Weights(node)];
        Shape full = (op with { HasSize = false })
            .OutputShape([.. node.Inputs.Take(op.SizeIndex).Select((_, index) => ShapeOf(node, index))]);
        Shape size = op.HasSize ? ShapeOf(node, op.SizeIndex) : full;
        int rows = op.HasSize ? sizes.Excess(full.H, size.H, op.Stride) : 0,
            columns = op.HasSize ? sizes.Excess(full.W, size.W, op.Stride) : 0;
        string y = Result(
            "ConvTranspose", node, inputs,
            OnnxAttribute.Integers("strides", op.Stride, op.Stride),
            OnnxAttribute.Integers("pads", op.Padding, op.Padding, op.Padding, op.Padding),
            OnnxAttribute.Integers("output_padding", rows, columns),
            OnnxAttribute.Integer("group", op.Groups));
        if (!op.HasSize) return y;
        return sizes.Crop(
            y, new Shape(full.N, full.C, full.H + rows, full.W + columns), LikeInput(node, op.SizeIndex), size, node.Name);
    }

    private string Enlarge(int factor, Node node) => model.Node(
        "Resize", [Input(node, 0), "", model.Constant($"{node.Name}/scales", new Tensor(new Shape(4), [1, 1, factor, factor]))],
        model.Unique(node.Name),
        OnnxAttribute.Text("mode", "nearest"),
        OnnxAttribute.Text("coordinate_transformation_mode", "asymmetric"),
        OnnxAttribute.Text("nearest_mode", "floor"));

    private string BilinearResize(BilinearResize op, Node node) => model.Node(
        "Resize", [Input(node, 0), "", "", sizes.SizeOf(ShapeOf(node, 0), LikeInput(node, 1), ShapeOf(node, 1), node.Name)],
        model.Unique(node.Name),
        OnnxAttribute.Text("mode", "linear"),
        OnnxAttribute.Text("coordinate_transformation_mode", op.AlignCorners ? "align_corners" : "half_pixel"));

    private string Pad(Pad2D op, Node node) =>
        Result(
            "Pad", node, [Input(node, 0), model.Integers($"{node.Name}/pads", 0, 0, op.Top, op.Left, 0, 0, op.Bottom, op.Right)]);

    /// <summary>ONNX's SAME_UPPER is TensorFlow's SAME; padding can't be a maximum.</summary>
    private string Pooling(Pooling2D op, Node node)
    {
        List<OnnxAttribute> attributes =
        [
            OnnxAttribute.Integers("kernel_shape", op.Kernel, op.Kernel),
            OnnxAttribute.Integers("strides", op.Stride, op.Stride),
        ];
        if (op.Padding is { } padding)
        {
            attributes.Add(OnnxAttribute.Integers("pads", padding, padding, padding, padding));
            attributes.Add(OnnxAttribute.Integer("ceil_mode", op.CeilingMode ? 1 : 0));
        }
        else
        {
            attributes.Add(OnnxAttribute.Text("auto_pad", "SAME_UPPER"));
        }

        if (op.Kind == PoolingKind.Maximum) return Result("MaxPool", node, Inputs(node), [.. attributes]);
        attributes.Add(OnnxAttribute.Integer("count_include_pad", op.Kind == PoolingKind.AverageWithPadding ? 1 : 0));
        return Result("AveragePool", node, Inputs(node), [.. attributes]);
    }

    private string Activation(Activation activation, string x, string name) => activation switch
    {
        { Kind: ActivationKind.None } => model.Node("Identity", [x], model.Unique(name)),
        { Kind: ActivationKind.LeakyRelu, Slope: 0 } => model.Node("Relu", [x], model.Unique(name)),
        { Kind: ActivationKind.LeakyRelu, Slope: float slope } =>
            model.Node("LeakyRelu", [x], model.Unique(name), OnnxAttribute.Float("alpha", slope)),
        { Kind: ActivationKind.Sigmoid } => model.Node("Sigmoid", [x], model.Unique(name)),
        _ => throw new NotSupportedException($"{name}: {activation.Kind} cannot be written as ONNX"),
    };

    private string Modulation(string x, string scale, string shift, float offset, string name)
    {
        string factor = model.Node("Add", [scale, model.Constant($"{name}/offset", offset)], model.Unique($"{name}/factor"));
        string product = model.Node("Mul", [x, factor], model.Unique($"{name}/product"));
        return model.Node("Add", [product, shift], model.Unique(name));
    }

    private string Result(string type, Node node, string[] inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        model.Node(type, inputs, model.Unique(node.Name), attributes);

    private string[] Inputs(Node node) => [.. node.Inputs.Select((_, index) => Input(node, index))];

    private string Input(Node node, int index) => Read(node.Inputs[index], $"{node.Name}/constant");

    private string Weights(Node node) => Read(node.Inputs[Convolution2D.WeightsIndex], $"{node.Name}/weights");

    /// <summary>Any tensor of an operand's value: it lends its size only.</summary>
    private string LikeInput(Node node, int index)
    {
        Operand operand = node.Inputs[index];
        return graph.IsConstant(operand) ? Input(node, index) : values.AnyOf(operand);
    }

    private Shape ShapeOf(Node node, int index) => graph.OperandShape(node.Inputs[index], shapes);
}
