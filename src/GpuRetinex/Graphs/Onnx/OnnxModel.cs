using System.Runtime.InteropServices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs.Onnx;

/// <summary>
/// An ONNX model under construction: nodes, initialisers, inputs, outputs, each tensor under a name of its own.
/// </summary>
/// <remarks>Field numbers are those of onnx.proto, https://github.com/onnx/onnx/blob/main/onnx/onnx.proto.</remarks>
/// <param name="name">The graph's name in the file.</param>
internal sealed class OnnxModel(string name)
{
    /// <summary>The operator set whose definitions the nodes follow.</summary>
    public const int OperatorSet = 17;

    /// <summary>The file format that came with that operator set.</summary>
    private const int FileFormat = 8;

    private const int FloatElement = 1, Int64Element = 7;

    private readonly HashSet<string> _names = new(StringComparer.Ordinal);
    private readonly ProtobufMessage _nodes = new();
    private readonly ProtobufMessage _initialisers = new();
    private readonly ProtobufMessage _inputs = new();
    private readonly ProtobufMessage _outputs = new();

    /// <summary>Keeps a name from being given to an intermediate tensor.</summary>
    public void Reserve(string tensor) => _names.Add(tensor);

    /// <summary>A name that nothing has yet: the wanted one, with a number behind it where that is taken.</summary>
    public string Unique(string wanted)
    {
        string unique = wanted;
        for (int number = 2; !_names.Add(unique); number++) unique = $"{wanted}:{number}";
        return unique;
    }

    /// <summary>Appends a node with one output.</summary>
    /// <param name="type">ONNX operator.</param>
    /// <param name="inputs">Names of tensors; an empty one stands for an optional input that is left out.</param>
    /// <param name="output">Name of the tensor that it makes, from <see cref="Unique"/> or <see cref="Reserve"/>.</param>
    /// <param name="attributes">Attributes.</param>
    /// <returns>The output's name.</returns>
    public string Node(string type, ReadOnlySpan<string> inputs, string output, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        const int nodes = 1, input = 1, outputField = 2, nodeName = 3, operatorType = 4, attributeField = 5;
        var node = new ProtobufMessage();
        foreach (string tensor in inputs) node.Text(input, tensor);
        node.Text(outputField, output).Text(nodeName, output).Text(operatorType, type);
        foreach (OnnxAttribute attribute in attributes) node.Message(attributeField, attribute.Message);
        _nodes.Message(nodes, node);
        return output;
    }

    /// <summary>A float32 constant.</summary>
    public string Constant(string wanted, Tensor tensor)
    {
        long[] extents = [.. tensor.Shape.Extents.ToArray().Select(extent => (long)extent)];
        return Initialiser(wanted, FloatElement, extents, MemoryMarshal.AsBytes(tensor.Data.AsSpan()));
    }

    /// <summary>A float32 constant without axes.</summary>
    public string Constant(string wanted, float value) => Initialiser(wanted, FloatElement, [], MemoryMarshal.AsBytes([value]));

    /// <summary>An int64 constant with one axis.</summary>
    public string Integers(string wanted, params ReadOnlySpan<long> values) =>
        Initialiser(wanted, Int64Element, [values.Length], MemoryMarshal.AsBytes(values));

    /// <summary>An int64 constant without axes.</summary>
    public string Integer(string wanted, long value) => Initialiser(wanted, Int64Element, [], MemoryMarshal.AsBytes([value]));

    /// <summary>Declares an input; an axis is a number, a symbol, or null where nothing is said about it.</summary>
    public void Input(string tensor, params ReadOnlySpan<object?> axes)
    {
        const int input = 11;
        _inputs.Message(input, TensorDeclaration(tensor, axes));
    }

    /// <summary>Declares an output, see <see cref="Input"/>.</summary>
    public void Output(string tensor, params ReadOnlySpan<object?> axes)
    {
        const int output = 12;
        _outputs.Message(output, TensorDeclaration(tensor, axes));
    }

    /// <summary>Writes the model.</summary>
    public void Write(Stream stream)
    {
        const int graphName = 2, fileFormat = 1, producerName = 2, graphField = 7, operatorSets = 8, version = 2;
        var graphHead = new ProtobufMessage().Text(graphName, name);
        ReadOnlySpan<byte> header = new ProtobufMessage()
            .Integer(fileFormat, FileFormat)
            .Text(producerName, "GpuRetinex")
            .Message(operatorSets, new ProtobufMessage().Integer(version, OperatorSet)).Bytes;
        stream.Write(header);

        // The parts of the graph follow each other without being copied together first: weights may be large.
        ProtobufMessage[] parts = [graphHead, _nodes, _initialisers, _inputs, _outputs];
        stream.Write(new ProtobufMessage().Prefix(graphField, parts.Sum(part => (long)part.Bytes.Length)).Bytes);
        foreach (ProtobufMessage part in parts) stream.Write(part.Bytes);
    }

    private string Initialiser(string wanted, int elementType, ReadOnlySpan<long> extents, ReadOnlySpan<byte> data)
    {
        const int initialisers = 5, extent = 1, type = 2, tensorName = 8, rawData = 9;
        string unique = Unique(wanted);
        var tensor = new ProtobufMessage();
        foreach (long value in extents) tensor.Integer(extent, value);
        tensor.Integer(type, elementType).Text(tensorName, unique).Data(rawData, data);
        _initialisers.Message(initialisers, tensor);
        return unique;
    }

    private static ProtobufMessage TensorDeclaration(string tensor, ReadOnlySpan<object?> axes)
    {
        const int axisField = 1, number = 1, symbol = 2, elementType = 1, shapeField = 2, tensorType = 1;
        const int valueName = 1, valueType = 2;
        var shape = new ProtobufMessage();
        foreach (object? axis in axes)
            shape.Message(axisField, axis switch
            {
                int extent => new ProtobufMessage().Integer(number, extent),
                string text => new ProtobufMessage().Text(symbol, text),
                _ => new ProtobufMessage(),
            });
        ProtobufMessage type = new ProtobufMessage().Integer(elementType, FloatElement).Message(shapeField, shape);
        return new ProtobufMessage().Text(valueName, tensor).Message(valueType, new ProtobufMessage().Message(tensorType, type));
    }
}
