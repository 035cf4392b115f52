using System.Diagnostics;
using GpuRetinex.Devices;
using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

internal sealed class SimdExecutable<TVector> : IExecutable
    where TVector : struct, ISimdVector<TVector>
{
    private readonly Plan _plan;
    private readonly WeightCache<TVector> _weights;
    private readonly Workers _workers;
    private readonly ArenaPool _arenas;
    private readonly AlignedMemory _arena;
    private readonly KernelFactory<TVector> _factory;
    private readonly Kernel[] _kernels;
    private readonly Scratch _scratch;

    public SimdExecutable(
        Plan plan, WeightCache<TVector> weights, ArenaPool arenas, Workers workers, ConvolutionAlgorithm algorithm)
    {
        _plan = plan;
        _weights = weights;
        _workers = workers;
        _arenas = arenas;
        _arena = arenas.Rent(plan.ArenaElements);
        _factory = new KernelFactory<TVector>(plan, _arena, weights, algorithm, workers.Count);
        _kernels = [.. plan.Steps.Select(_factory.Create)];
        _scratch = new Scratch(workers.Count, _kernels.Length == 0 ? 0 : _kernels.Max(kernel => kernel.ScratchElements));
    }

    public long PeakBytes => _arena.Elements * sizeof(float) + _weights.Bytes + _scratch.Bytes;

    public IReadOnlyDictionary<string, Tensor> Run(
        IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress, CancellationToken cancellation)
    {
        Load(inputs);
        double total = Math.Max(_plan.Flops, 1), done = 0;
        for (int i = 0; i < _kernels.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            _kernels[i].Run(_workers, _scratch);
            done += _plan.Steps[i].Flops;
            progress?.Report(done / total);
        }

        return _plan.Outputs.ToDictionary(
            output => output.Key, output => Layout.ToTensor(_factory.Bind(output.Value), output.Value.Shape, _workers));
    }

    public IReadOnlyList<StepProfile> Profile(IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation)
    {
        Load(inputs);
        var profile = new List<StepProfile>();
        for (int i = 0; i < _kernels.Length; i++)
        {
            cancellation.ThrowIfCancellationRequested();
            long start = Stopwatch.GetTimestamp();
            _kernels[i].Run(_workers, _scratch);
            profile.Add(new StepProfile(_plan.Steps[i], _kernels[i].Algorithm, Stopwatch.GetElapsedTime(start)));
        }

        return profile;
    }

    public void Dispose()
    {
        _arenas.Return(_arena);
        _scratch.Dispose();
    }

    private void Load(IReadOnlyDictionary<string, Tensor> inputs)
    {
        PlanInputs.Require(_plan, inputs);
        foreach ((string name, View view) in _plan.Inputs) Layout.ToChannelsLast(inputs[name], _factory.Bind(view), _workers);
    }
}
