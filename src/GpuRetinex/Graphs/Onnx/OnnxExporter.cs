using System.Collections.Immutable;
using GpuRetinex.Tensors;

namespace GpuRetinex.Graphs.Onnx;

/// <summary>
/// Writes a graph as an ONNX model (operator set 17), for other engines to run. Any graph can be written, before passes or
/// after; before them it is closest to what a framework would export. The same graph gives the same bytes.
/// </summary>
public static class OnnxExporter
{
    /// <summary>Writes the model. Weights are inside it, so it is limited to 2 GiB.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="inputShapes">A shape [N,C,H,W] for each input, by name.</param>
    /// <param name="dynamicSize">
    /// Whether height and width stay open. Inputs of one size share their symbolic axes ("height" and "width", then "height_2"
    /// and so on); an input of 1×1 pixel is a number and stays one; batch and channels are fixed always.
    /// </param>
    /// <param name="output">Where to write; it is not closed.</param>
    /// <exception cref="ArgumentException">An input is missing or the shapes don't fit.</exception>
    public static void Export(Graph graph, IReadOnlyDictionary<string, Shape> inputShapes, bool dynamicSize, Stream output)
    {
        ImmutableArray<Shape> shapes = graph.InferShapes(inputShapes);
        var model = new OnnxModel("GpuRetinex");
        foreach (NamedOperand input in graph.Inputs) model.Reserve(input.Name);
        foreach (NamedOperand result in graph.Outputs) model.Reserve(OutputName(graph, result.Name));

        var values = new OnnxValues(model);
        DeclareInputs(graph, inputShapes, dynamicSize, model, values);
        OnnxSizes sizes = dynamicSize ? new OnnxDynamicSizes(model) : new OnnxStaticSizes(model);
        var operators = new OnnxOperators(graph, shapes, model, values, sizes);
        foreach (Node node in graph.Nodes) operators.Append(node);

        DeclareOutputs(graph, shapes, dynamicSize, model, operators);
        model.Write(output);
    }

    /// <summary>
    /// The name of a graph's output in the model: its own, but output/NAME where an input has that name already, since ONNX
    /// names are unique.
    /// </summary>
    public static string OutputName(Graph graph, string name) =>
        graph.Inputs.Any(input => input.Name == name) ? $"output/{name}" : name;

    private static void DeclareInputs(
        Graph graph, IReadOnlyDictionary<string, Shape> inputShapes, bool dynamicSize, OnnxModel model, OnnxValues values)
    {
        var seen = new List<(int Height, int Width)>();
        foreach (NamedOperand input in graph.Inputs)
        {
            Shape shape = inputShapes[input.Name];
            values.Write(input.Operand, input.Name);
            if (!dynamicSize || shape is { H: 1, W: 1 })
            {
                model.Input(input.Name, shape.N, shape.C, shape.H, shape.W);
                continue;
            }

            if (!seen.Contains((shape.H, shape.W))) seen.Add((shape.H, shape.W));
            int number = seen.IndexOf((shape.H, shape.W)) + 1;
            string suffix = number == 1 ? "" : $"_{number}";
            model.Input(input.Name, shape.N, shape.C, $"height{suffix}", $"width{suffix}");
        }
    }

    private static void DeclareOutputs(
        Graph graph, ImmutableArray<Shape> shapes, bool dynamicSize, OnnxModel model, OnnxOperators operators)
    {
        foreach (NamedOperand result in graph.Outputs)
        {
            string name = OutputName(graph, result.Name);
            model.Node("Identity", [operators.Read(result.Operand, result.Name)], name);
            Shape shape = graph.OperandShape(result.Operand, shapes);
            if (dynamicSize && !graph.IsConstant(result.Operand)) model.Output(name, shape.N, shape.C, null, null);
            else model.Output(name, [.. shape.Extents.ToArray().Cast<object?>()]);
        }
    }
}
