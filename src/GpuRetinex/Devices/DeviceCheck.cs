using GpuRetinex.Devices.Tuning;
using GpuRetinex.Graphs;
using GpuRetinex.Metrics;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>
/// Small cases of every operator, compared with the float64 references: catches drivers that compute wrongly before a picture
/// does.
/// </summary>
public static class DeviceCheck
{
    private const double Tolerance = 2e-5, HalfStorageTolerance = 2e-3;
    private static readonly Shape Sample = new(1, 20, 9, 11);

    /// <summary>Computed by every algorithm that the device has: which one a layer gets depends on its size.</summary>
    private static readonly (Operator Operator, Shape[] Inputs)[] ConvolutionCases =
    [
        (Convolution(hasModulation: true), [Sample, new(24, 20, 3, 3), new(24), .. Repeat(Sample.WithChannels(24), 3)]),
        (Convolution(hasModulation: false), [new(1, 64, 33, 30), new(64, 64, 3, 3), new(64), new(1, 64, 33, 30)]),
    ];

    private static readonly (Operator Operator, Shape[] Inputs)[] Cases =
    [
        (Convolution(hasModulation: false), [new(1, 3, 17, 19), new(64, 3, 3, 3), new(64), new(1, 64, 17, 19)]),
        (Convolution(hasModulation: false), [new(1, 64, 17, 19), new(3, 64, 3, 3), new(3), new(1, 3, 17, 19)]),
        (new Convolution2D { Stride = 2, Dilation = 2, Padding = 2 }, [Sample, new(16, 20, 3, 3)]),
        (new Convolution2D(), [Sample, new(32, 20, 1, 1)]),
        (new TransposedConvolution2D { HasSize = true }, [Sample, new(20, 16, 2, 2), new(1, 1, 17, 22)]),
        (new TransposedConvolution2D { Padding = 1, HasBias = true }, [Sample, new(20, 16, 4, 4), new(16)]),
        (new TransposedConvolution2D { Stride = 8, Padding = 4, Groups = 8 }, [Sample.WithChannels(8), new(8, 1, 16, 16)]),
        (new Pooling2D(PoolingKind.Maximum), [Sample]),
        (new Pooling2D(PoolingKind.Average), [Sample]),
        (new Pooling2D(PoolingKind.Maximum) { Kernel = 3, Padding = 0, CeilingMode = true }, [Sample]),
        (new Pooling2D(PoolingKind.AverageWithPadding) { Kernel = 3, Padding = 1, CeilingMode = true }, [Sample]),
        (new NearestResize(), [Sample, new(1, 1, 20, 21)]),
        (new BilinearResize { AlignCorners = true }, [Sample, new(1, 1, 20, 21)]),
        (new BilinearResize(), [Sample, new(1, 1, 20, 21)]),
        (new PixelShuffle(2), [Sample]),
        (new Pad2D(2, -1, -3, 1), [Sample]),
        (new Activate(Activation.LeakyRelu(0.1f)), [Sample]),
        (new Activate(Activation.Sigmoid), [Sample]),
        (new Softmax(), [Sample.WithChannels(3)]),
        (new Add(), Repeat(Sample, 2)),
        (new Multiply(), [Sample, Sample.WithChannels(1)]),
        (new Modulate(0.1f), Repeat(Sample, 3)),
        (new Copy(), [Sample]),
    ];

    /// <summary>The operators that are checked.</summary>
    public static IEnumerable<Type> Operators =>
        Cases.Concat(ConvolutionCases).Select(check => check.Operator.GetType()).Distinct();

    /// <summary>Number of cases.</summary>
    public static int CaseCount => Cases.Length + ConvolutionCases.Length;

    /// <summary>Runs all cases.</summary>
    /// <exception cref="DeviceException">The device is lost or out of memory, which says nothing about its
    /// arithmetic.</exception>
    /// <param name="device">The device.</param>
    /// <param name="precision">The precision that it was opened with.</param>
    public static DeviceReport Run(IDevice device, Precision precision = Precision.Default)
    {
        double tolerance = precision == Precision.HalfStorage ? HalfStorageTolerance : Tolerance;
        return new(
        [
            .. Cases.Select(check => Run(device, check.Operator, check.Inputs, [null], tolerance)),
            .. ConvolutionCases.Select(check => Run(device, check.Operator, check.Inputs, device.Algorithms, tolerance)),
        ]);
    }

    /// <summary>The first algorithm that fails, or the least accurate one.</summary>
    private static OperatorCheck Run(
        IDevice device, Operator op, Shape[] shapes, IReadOnlyList<string?> algorithms, double tolerance)
    {
        (Graph graph, Dictionary<string, Tensor> tensors) = GraphOf(op, shapes);
        Tensor expected = ReferenceInterpreter.Run(graph, tensors)["y"].ToTensor();
        var checks = new List<OperatorCheck>();
        foreach (string? algorithm in algorithms)
        {
            (double error, string? problem) = Compare(device, graph, tensors, algorithm, expected);
            checks.Add(new OperatorCheck(op.Name, string.Join(' ', shapes), error, tolerance, problem, algorithm));
            if (!checks[^1].Passed) return checks[^1];
        }

        return checks.MaxBy(check => check.RelativeL2)!;
    }

    private static (double RelativeError, string? Problem) Compare(
        IDevice device, Graph graph, Dictionary<string, Tensor> tensors, string? algorithm, Tensor expected)
    {
        try
        {
            var plan = new Plan(graph, tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Shape));
            using IExecutable executable = device.Compile(plan, algorithm is null ? null : new ForcedAlgorithm(algorithm));
            return (TensorDistance.Between(executable.Run(tensors)["y"], expected, Tolerance).RelativeL2, null);
        }
        catch (DeviceException exception) when (exception.Fault is DeviceFault.Unusable or DeviceFault.WrongResult)
        {
            return (double.NaN, exception.Problem);
        }
    }

    private static (Graph Graph, Dictionary<string, Tensor> Inputs) GraphOf(Operator op, Shape[] shapes)
    {
        var random = new Random(1);
        var builder = new GraphBuilder();
        var tensors = new Dictionary<string, Tensor>();
        var operands = new Operand[shapes.Length];
        for (int i = 0; i < shapes.Length; i++)
        {
            var tensor = new Tensor(
                shapes[i], [.. Enumerable.Range(0, (int)shapes[i].Count).Select(_ => random.NextSingle() * 2 - 1)]);
            bool constant = i > 0 && (shapes[i].Rank == 1 || (i == 1 && op is Convolution2D or TransposedConvolution2D));
            operands[i] = constant ? builder.Constant(tensor) : builder.Input($"x{i}", shapes[i].C);
            if (!constant) tensors.Add($"x{i}", tensor);
        }

        builder.Output("y", builder.Apply(op, op.Name, operands));
        return (builder.Build(), tensors);
    }

    private static Convolution2D Convolution(bool hasModulation) => new()
    {
        Padding = 1,
        HasBias = true,
        Activation = Activation.LeakyRelu(0.2f),
        ModulationOffset = hasModulation ? 0.1f : null,
        HasResidual = true,
        FinalActivation = hasModulation ? Activation.LeakyRelu(0.3f) : Activation.None,
    };

    private static Shape[] Repeat(Shape shape, int count) => [.. Enumerable.Repeat(shape, count)];
}
