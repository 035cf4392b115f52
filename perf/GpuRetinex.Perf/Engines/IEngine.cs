using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Engines;

/// <summary>A case, loaded and ready to run again and again in one engine.</summary>
internal interface IEngine : IDisposable
{
    /// <summary>Computes once, from input tensors in host memory to output tensors in host memory.</summary>
    void Run();

    /// <summary>Computes once and gives the outputs by the graph's names.</summary>
    IReadOnlyDictionary<string, Tensor> Outputs();
}
