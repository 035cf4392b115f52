using GpuRetinex.Graphs;
using GpuRetinex.Graphs.Onnx;
using GpuRetinex.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace GpuRetinex.Tests.Onnx;

/// <summary>An exported graph in ONNX Runtime.</summary>
internal sealed class OnnxRuntimeRunner : IDisposable
{
    private readonly Graph _graph;
    private readonly InferenceSession _session;

    /// <param name="graph">The graph to export.</param>
    /// <param name="inputShapes">A shape for each input.</param>
    /// <param name="dynamicSize">Whether the model leaves height and width open.</param>
    public OnnxRuntimeRunner(Graph graph, IReadOnlyDictionary<string, Shape> inputShapes, bool dynamicSize)
    {
        _graph = graph;
        using var model = new MemoryStream();
        OnnxExporter.Export(graph, inputShapes, dynamicSize, model);
        _session = new InferenceSession(model.ToArray());
    }

    /// <summary>Outputs by the graph's names.</summary>
    public IReadOnlyDictionary<string, Tensor> Run(IReadOnlyDictionary<string, Tensor> inputs)
    {
        string[] names = [.. _graph.Inputs.Select(input => input.Name).Where(_session.InputMetadata.ContainsKey)];
        OrtValue[] values = [.. names.Select(name => ToOrtValue(inputs[name]))];
        string[] outputs = [.. _graph.Outputs.Select(output => output.Name)];
        using var options = new RunOptions();
        using IDisposableReadOnlyCollection<OrtValue> results =
            _session.Run(options, names, values, [.. outputs.Select(name => OnnxExporter.OutputName(_graph, name))]);
        foreach (OrtValue value in values) value.Dispose();
        return outputs.Zip(results).ToDictionary(pair => pair.First, pair => ToTensor(pair.Second));
    }

    public void Dispose() => _session.Dispose();

    private static OrtValue ToOrtValue(Tensor tensor) =>
        OrtValue.CreateTensorValueFromMemory(tensor.Data, [.. tensor.Shape.Extents.ToArray().Select(extent => (long)extent)]);

    private static Tensor ToTensor(OrtValue value)
    {
        int[] extents = [.. value.GetTensorTypeAndShape().Shape.Select(extent => (int)extent)];
        return new Tensor(new Shape(extents), value.GetTensorDataAsSpan<float>().ToArray());
    }
}
