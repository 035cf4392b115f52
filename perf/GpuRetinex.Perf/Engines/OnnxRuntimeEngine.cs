using GpuRetinex.Tensors;
using Microsoft.ML.OnnxRuntime;

namespace GpuRetinex.Perf.Engines;

/// <summary>ONNX Runtime's CPU provider as it comes: all optimisations, its memory arena, spinning threads.</summary>
internal sealed class OnnxRuntimeEngine : IEngine
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly string[] _inputNames;
    private readonly OrtValue[] _inputs;

    /// <param name="modelPath">The exported graph.</param>
    /// <param name="inputs">A tensor for each input.</param>
    /// <param name="threads">Number of threads.</param>
    public OnnxRuntimeEngine(string modelPath, IReadOnlyDictionary<string, Tensor> inputs, int threads)
    {
        using var options = new SessionOptions
        {
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
        };
        _session = new InferenceSession(modelPath, options);
        _inputNames = [.. inputs.Keys];
        _inputs = [.. inputs.Values.Select(ToOrtValue)];
    }

    public static string Name => "ONNX Runtime";

    public static string Version => OrtEnv.Instance().GetVersionString();

    public void Run() => _session.Run(_options, _inputNames, _inputs, _session.OutputNames).Dispose();

    public IReadOnlyDictionary<string, Tensor> Outputs()
    {
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(
            _options, _inputNames, _inputs, _session.OutputNames);
        return _session.OutputNames.Zip(results).ToDictionary(pair => pair.First, pair => ToTensor(pair.Second));
    }

    public void Dispose()
    {
        foreach (OrtValue input in _inputs) input.Dispose();
        _options.Dispose();
        _session.Dispose();
    }

    private static OrtValue ToOrtValue(Tensor tensor) =>
        OrtValue.CreateTensorValueFromMemory(tensor.Data, [.. tensor.Shape.Extents.ToArray().Select(extent => (long)extent)]);

    private static Tensor ToTensor(OrtValue value)
    {
        int[] extents = [.. value.GetTensorTypeAndShape().Shape.Select(extent => (int)extent)];
        return new Tensor(new Shape(extents), value.GetTensorDataAsSpan<float>().ToArray());
    }
}
