using GpuRetinex.Devices;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>Turns the steps of one plan into launches: finds the views in device memory and picks kernels.</summary>
internal sealed class LaunchBuilder : IDisposable
{
    /// <summary>Kernels count elements and threads in 32 bits; the last group may run a little beyond.</summary>
    public const long LargestCount = int.MaxValue - 4096;

    private readonly IlgpuDevice _device;
    private readonly Plan _plan;
    private readonly ArrayView<float> _arena;
    private readonly MemoryBuffer1D<float, Stride1D.Dense>? _scratch;
    private readonly HashSet<MemoryBuffer> _constants = [];
    private readonly Dictionary<(Operator Operator, Axis Axis, Type Element), MemoryBuffer> _tables = [];

    public LaunchBuilder(IlgpuDevice device, Plan plan, ConvolutionAlgorithm algorithm, ArrayView<float> arena)
    {
        _device = device;
        _plan = plan;
        _arena = arena;
        Algorithm = algorithm;
        long scratch = plan.Steps.Select(ScratchElements).DefaultIfEmpty().Max();
        if (scratch > 0) _scratch = device.Accelerator.Allocate1D<float>(scratch);
    }

    /// <summary>Bytes of the constants, index tables and scratch that the plan uses.</summary>
    public long Bytes =>
        (_scratch?.LengthInBytes ?? 0) + _constants.Sum(
            buffer => buffer.LengthInBytes) + _tables.Values.Sum(table => table.LengthInBytes);

    /// <summary>Says how convolutions are computed.</summary>
    public ConvolutionAlgorithm Algorithm { get; }

    /// <summary>Memory for what a step needs between its own launches.</summary>
    public ArrayView<float> Scratch => _scratch!.View.AsContiguous();

    /// <summary>How a step is computed.</summary>
    public string AlgorithmOf(Step step) =>
        step.Operator is Convolution2D op ? Algorithm.For(op, step) : ConvolutionAlgorithm.Direct;

    /// <summary>The launch of one step.</summary>
    public Action Prepare(Step step) => step.Operator switch
    {
        Convolution2D op => Convolution.Prepare(op, step, this),
        TransposedConvolution2D op => TransposedConvolution.Prepare(op, step, this),
        Pooling2D op => Pooling.Prepare(op, step, this),
        Activate op => Activation.Prepare(op, step, this),
        NearestResize => Resize.Prepare(step, this),
        BilinearResize op => Bilinear.Prepare(op, step, this),
        PixelShuffle op => Rearrangement.Prepare(op, step, this),
        Pad2D op => Rearrangement.Prepare(op, step, this),
        Operators.Softmax => Softmax.Prepare(step, this),
        Operators.Copy => Copy.Prepare(step, this),
        Add or Multiply or Modulate => Arithmetic.Prepare(step.Operator, step, this),
        _ => throw Unable($"{step.Name}: the ILGPU kernels lack the operator {step.Operator.Name}"),
    };

    /// <summary>The pixels and channels that a view names, in the arena or in a constant.</summary>
    public Slice Slice(View view)
    {
        if (view.IsConstant && _plan.IsPartial) throw Unable("a constant map cannot be cut into tiles or bands");
        Slice buffer = Buffer(view);
        if (view.IsConstant || view.Region == view.BufferRegion) return buffer;
        int first = (view.Region.Top - view.BufferRegion.Top) * view.Buffer.W + view.Region.Left - view.BufferRegion.Left;
        return new Slice(
            buffer.Data.SubView((long)first * view.Buffer.C), view.Buffer.C, view.Shape.C, view.Shape.W,
            gap: view.Buffer.W - view.Shape.W);
    }

    /// <summary>The channels that a view names, of all the buffer's pixels.</summary>
    public Slice Buffer(View view)
    {
        ArrayView<float> buffer = view.IsConstant
            ? Constant(view.Constant, ConstantOrder.ChannelsLast, groups: 1)
            : _arena.SubView(view.Offset, view.Buffer.Count);
        return new Slice(buffer.SubView(view.FirstChannel), view.Buffer.C, view.Shape.C, view.Buffer.W, gap: 0);
    }

    /// <summary>A constant that a step needs in a certain order; weights may be in groups.</summary>
    public ArrayView<float> Constant(Step step, View view, ConstantOrder order, int groups = 1)
    {
        if (!view.IsConstant) throw Unable($"{step.Name}: the ILGPU kernels take weights only as constants");
        return Constant(view.Constant, order, groups);
    }

    /// <summary>A table that an operator reads along one axis, made and uploaded once.</summary>
    /// <param name="op">The operator.</param>
    /// <param name="axis">The axis and the part of it that the step computes.</param>
    /// <param name="make">Makes the table of that part.</param>
    public ArrayView<T> Table<T>(Operator op, Axis axis, Func<T[]> make)
        where T : unmanaged
    {
        if (!_tables.TryGetValue((op, axis, typeof(T)), out MemoryBuffer? table))
        {
            table = _device.Accelerator.Allocate1D(make());
            _tables.Add((op, axis, typeof(T)), table);
        }

        return ((MemoryBuffer1D<T, Stride1D.Dense>)table).View.AsContiguous();
    }

    /// <summary>Whether four channels of every pixel lie on 16-byte boundaries and none is left over.</summary>
    public static bool IsVector(View view) => (view.FirstChannel | view.Buffer.C | view.Shape.C) % WeightOrder.QuadChannels == 0;

    /// <summary>A launch with one thread for each item; the kernel must ignore threads beyond.</summary>
    public Action Launch<TArguments>(Action<TArguments> kernel, long threads, TArguments arguments)
        where TArguments : struct
    {
        if (threads > LargestCount) throw Unable($"a launch of {threads} threads is too large");
        int groupSize = _device.Kernels.GroupSize;
        return Launch(kernel, new KernelConfig((int)((threads + groupSize - 1) / groupSize), groupSize), arguments);
    }

    /// <summary>A launch of explicit groups.</summary>
    public Action Launch<TArguments>(Action<TArguments> kernel, KernelConfig config, TArguments arguments)
        where TArguments : struct
    {
        Action<AcceleratorStream, KernelConfig, TArguments> launcher = _device.Kernels.Load(kernel, config.GroupDim.Size);
        return () => launcher(_device.Accelerator.DefaultStream, config, arguments);
    }

    public void Dispose()
    {
        _scratch?.Dispose();
        foreach (MemoryBuffer table in _tables.Values) table.Dispose();
    }

    /// <summary>Elements that a step needs between its own launches.</summary>
    private long ScratchElements(Step step) =>
        WinogradTile.Named(AlgorithmOf(step)) is { } tile ? new WinogradConvolution(step, tile).ScratchElements : 0;

    private DeviceException Unable(string problem) =>
        new(_device.Description.Id, problem, "Use smaller tiles, or choose another device with --device.");

    private ArrayView<float> Constant(int index, ConstantOrder order, int groups)
    {
        MemoryBuffer1D<float, Stride1D.Dense> buffer = _device.Constants.Get(_plan.Constants[index], order, groups);
        _constants.Add(buffer);
        return buffer.View.AsContiguous();
    }
}
