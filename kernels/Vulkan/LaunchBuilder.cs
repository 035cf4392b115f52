using System.Collections.Immutable;
using GpuRetinex.Devices;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>Turns the steps of one plan into launches: finds the operands in device memory and picks kernels.</summary>
internal sealed class LaunchBuilder(
    VulkanDevice device, Plan plan, ConvolutionAlgorithm algorithm, DeviceBuffer arena, DeviceBuffer? scratch)
{
    /// <summary>Kernels count elements and threads in 32 bits.</summary>
    private const long LargestCount = int.MaxValue - 65536;

    /// <summary>No device asks for more of a binding's offset.</summary>
    public const long ScratchAlignment = 256;

    /// <summary>Threads of a group where a kernel has no tile of its own: whole subgroups on every device.</summary>
    private const int PointwiseThreads = 64;

    private readonly List<Launch> _launches = [];
    private string _step = "";

    public VulkanDevice Device => device;

    /// <summary>Says how convolutions are computed.</summary>
    public ConvolutionAlgorithm Algorithm => algorithm;

    /// <summary>Bytes that a step needs beside its operands while it runs.</summary>
    public static long ScratchBytes(Step step, ConvolutionAlgorithm algorithm) =>
        step.Operator is Convolution2D op ? Convolution.ScratchBytes(op, step, algorithm) : 0;

    /// <summary>The launches of one step, and how they compute it.</summary>
    public (ImmutableArray<Launch> Launches, string Algorithm) Build(Step step)
    {
        _step = step.Name;
        _launches.Clear();
        string name = step.Operator switch
        {
            Convolution2D op => Convolution.Prepare(op, step, this),
            TransposedConvolution2D op => TransposedConvolution.Prepare(op, step, this),
            Pooling2D op => Pooling.Prepare(op, step, this),
            NearestResize => Resize.Prepare(step, this),
            BilinearResize op => Bilinear.Prepare(op, step, this),
            PixelShuffle op => Rearrangement.Prepare(op, step, this),
            Pad2D op => Rearrangement.Prepare(op, step, this),
            Operators.Softmax => Softmax.Prepare(step, this),
            Activate op => Activation.Prepare(op.Activation, step, this),
            Operators.Copy => Activation.Prepare(Operators.Activation.None, step, this),
            Operators.Add or Multiply or Modulate => Arithmetic.Prepare(step.Operator, step, this),
            _ => throw Unable($"the Vulkan kernels lack the operator {step.Operator.Name}"),
        };
        return ([.. _launches], name);
    }

    /// <summary>Adds a launch of the step.</summary>
    public void Add(
        string shader, ImmutableArray<int> constants, BufferRange output, BufferRange?[] inputs, Parameters parameters,
        long groups, double work)
    {
        if (groups > LargestCount / constants[0]) throw TooLarge($"a launch of {groups} groups is too large");
        foreach (BufferRange? range in inputs.Append(output)) RequireBindable(range);
        _launches.Add(new Launch(_step, new KernelKey(shader, constants), output, inputs, parameters, groups, work));
    }

    /// <summary>Adds a launch with a thread for each item; <paramref name="constants"/> follow the number of threads.</summary>
    public void AddPointwise(
        string shader, ImmutableArray<int> constants, BufferRange output, BufferRange?[] inputs, Parameters parameters,
        long threads, double work) =>
        Add(
            shader, [PointwiseThreads, .. constants], output, inputs, parameters,
            (threads + PointwiseThreads - 1) / PointwiseThreads, work);

    /// <summary>The operand that a view names.</summary>
    public BoundView Bind(View view)
    {
        if (view.IsConstant) return BindConstant(view);
        long alignment = (long)device.Context.Facts.Limits.MinStorageBufferOffsetAlignment;
        long first = view.Offset * device.ElementBytes, offset = first / alignment * alignment;
        int pixelStride = view.Buffer.C, rowStride = RowStride(view);
        long corner = (view.Region.Top - view.BufferRegion.Top) * (long)rowStride + (view.Region.Left - view.BufferRegion.Left)
            * (long)pixelStride;
        long element = (first - offset) / device.ElementBytes + corner + view.FirstChannel;
        long bytes = (first - offset + view.Buffer.Count * device.ElementBytes + 15) / 16 * 16;
        if (bytes / device.ElementBytes > LargestCount) throw TooLarge($"a tensor {view.Buffer} is too large for 32-bit indices");
        return new BoundView(new BufferRange(arena, offset, bytes), (int)element, pixelStride, rowStride, view.Shape.C);
    }

    /// <summary>Two parts of the scratch memory, whose contents matter within a step only.</summary>
    public (BufferRange First, BufferRange Second) Scratch(long firstBytes, long secondBytes)
    {
        long second = (firstBytes + ScratchAlignment - 1) / ScratchAlignment * ScratchAlignment;
        return (new BufferRange(scratch!, 0, firstBytes), new BufferRange(scratch!, second, secondBytes));
    }

    /// <summary>Weights or a bias in a kernel's order.</summary>
    public BufferRange Weights(View view, WeightOrder order)
    {
        if (!view.IsConstant) throw Unable("the Vulkan kernels take weights only as constants");
        return device.Constants.Get(plan.Constants[view.Constant], order);
    }

    /// <summary>Whole numbers that a kernel looks up.</summary>
    public BufferRange Table(int[] numbers) => device.Constants.Table(numbers);

    /// <summary>The error for what these kernels cannot do.</summary>
    public DeviceException Unable(string problem) =>
        new(device.Description.Id, $"{_step}: {problem}", "Choose another device with --device, such as simd.");

    private int RowStride(View view)
    {
        long stride = (long)view.Buffer.C * view.Buffer.W;
        return stride <= LargestCount ? (int)stride : throw TooLarge($"a row of {view.Buffer} is too long for 32-bit indices");
    }

    private BoundView BindConstant(View view)
    {
        if (plan.IsPartial) throw Unable("a constant map cannot be cut into tiles or bands");
        BufferRange memory = device.Constants.Get(plan.Constants[view.Constant], new WeightOrder(WeightKind.Map));
        return new BoundView(memory, view.FirstChannel, view.Buffer.C, RowStride(view), view.Shape.C);
    }

    private void RequireBindable(BufferRange? range)
    {
        long most = device.Context.Facts.Limits.MaxStorageBufferRange;
        if (range is { } bound && bound.Bytes > most)
            throw TooLarge($"a tensor of {bound.Bytes >> 20} MiB is too large, a kernel reaches {most >> 20} MiB of a buffer");
    }

    private DeviceException TooLarge(string problem) =>
        new(
            device.Description.Id, $"{_step}: {problem}", "Use smaller tiles, or choose another device with --device.",
            fault: DeviceFault.OutOfMemory);
}
