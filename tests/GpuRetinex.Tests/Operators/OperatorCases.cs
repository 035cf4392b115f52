using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Operators;

/// <summary>Random cases of every operator that kernels implement, the same in every run.</summary>
internal static class OperatorCases
{
    private const int CasesPerOperator = 220;
    private static readonly int[] Channels = [1, 1, 2, 3, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 48, 64, 65, 100, 128];
    private static readonly int[] SmallChannels = [1, 2, 3, 4, 8, 13, 16, 20, 32, 64];
    private static readonly Activation[] Activations =
        [Activation.None, Activation.Relu, Activation.LeakyRelu(0.2f), Activation.LeakyRelu(0.1f), Activation.Sigmoid];

    private static readonly Dictionary<string, Func<Random, (Operator Operator, Shape[] Inputs)>> Generators = new()
    {
        [nameof(Convolution2D)] = Convolution,
        [nameof(TransposedConvolution2D)] = Transposed,
        [nameof(Pooling2D)] = Pooling,
        [nameof(NearestResize)] = random =>
        {
            Shape input = Activation4D(random);
            if (random.Next(4) == 0) return (new NearestResize { Factor = random.Next(1, 5) }, [input]);
            return (new NearestResize(), [input, new Shape(input.N, 2, random.Next(1, 40), random.Next(1, 40))]);
        },
        [nameof(BilinearResize)] = random =>
        {
            Shape input = Activation4D(random);
            var size = new Shape(input.N, 2, random.Next(1, 40), random.Next(1, 40));
            return (new BilinearResize { AlignCorners = random.Next(2) == 0 }, [input, size]);
        },
        [nameof(PixelShuffle)] = random =>
        {
            int factor = random.Next(1, 5);
            Shape input = Activation4D(random);
            return (new PixelShuffle(factor), [input.WithChannels((input.C + 3) / 4 * factor * factor)]);
        },
        [nameof(Pad2D)] = random =>
        {
            Shape input = Activation4D(random);
            return (
                new Pad2D(random.Next(1 - input.H, 5), random.Next(1 - input.W, 5), random.Next(0, 5), random.Next(0, 5)),
                [input]);
        },
        [nameof(Activate)] = random => (new Activate(Pick(random, Activations)), [Activation4D(random)]),
        [nameof(Softmax)] = random => (new Softmax(), [Activation4D(random)]),
        [nameof(Add)] = random => (new Add(), Repeat(Activation4D(random), 2)),
        [nameof(Multiply)] = random =>
        {
            Shape shape = Activation4D(random);
            return (new Multiply(), [shape, random.Next(2) == 0 ? shape : shape.WithChannels(1)]);
        },
        [nameof(Modulate)] = random => (new Modulate(random.NextSingle()), Repeat(Activation4D(random), 3)),
        [nameof(Copy)] = random => (new Copy(), [Activation4D(random)]),
    };

    private static readonly Dictionary<string, OperatorCase[]> Made = [];

    /// <summary>Names of all operators that have kernels.</summary>
    public static IEnumerable<string> Operators => Generators.Keys;

    /// <summary>The cases of one operator; their references are computed once for all devices.</summary>
    public static IReadOnlyList<OperatorCase> Of(string name)
    {
        if (Made.TryGetValue(name, out OperatorCase[]? cases)) return cases;
        var random = new Random(20200 + name.Length);
        cases = [.. Enumerable.Range(0, CasesPerOperator).Select(seed =>
        {
            (Operator op, Shape[] inputs) = Generators[name](random);
            return new OperatorCase(op, inputs, random.Next(3) == 0 ? random.Next(1, 6) : 0, seed);
        })];
        Made.Add(name, cases);
        return cases;
    }

    private static (Operator Operator, Shape[] Inputs) Convolution(Random random)
    {
        int kernel = Pick(random, [1, 1, 3, 3, 3, 3, 5, 2, 4]);
        int kernelWidth = random.Next(6) == 0 ? random.Next(1, 5) : kernel;
        var op = new Convolution2D
        {
            Stride = Pick(random, [1, 1, 1, 2, 3]),
            Dilation = Pick(random, [1, 1, 1, 2, 4]),
            Padding = random.Next(3) == 0 ? random.Next(0, 4) : (kernel - 1) / 2,
            HasBias = random.Next(4) != 0,
            Activation = Pick(random, Activations),
            ModulationOffset = random.Next(4) == 0 ? random.NextSingle() : null,
            HasResidual = random.Next(3) == 0,
        };
        if ((op.HasResidual || op.ModulationOffset is not null) && random.Next(2) == 0)
            op = op with { FinalActivation = Pick(random, [Activation.Relu, Activation.LeakyRelu(0.1f)]) };

        Shape input = Activation4D(random);
        int smallest = op.Dilation * (Math.Max(kernel, kernelWidth) - 1) + 1 - 2 * op.Padding;
        input = new Shape(input.N, input.C, Math.Max(input.H, smallest), Math.Max(input.W, smallest));
        var weights = new Shape(Pick(random, Channels), input.C, kernel, kernelWidth);
        List<Shape> inputs = [input, weights];
        if (op.HasBias) inputs.Add(new Shape(weights[0]));
        Shape output = (op with { ModulationOffset = null, HasResidual = false, FinalActivation = Activation.None })
            .OutputShape([.. inputs]);
        while (inputs.Count < op.InputCount) inputs.Add(output);
        return (op, [.. inputs]);
    }

    private static (Operator Operator, Shape[] Inputs) Transposed(Random random)
    {
        Shape input = Activation4D(random);
        int groups = random.Next(3) == 0 ? random.Next(1, 9) : 1, stride = Pick(random, [1, 2, 2, 2, 3, 8]);
        int kernel = Pick(random, [stride, stride, 2 * stride, random.Next(1, 2 * stride + 2)]);
        var op = new TransposedConvolution2D
        {
            Stride = stride,
            Padding = random.Next(2) == 0 ? 0 : Math.Max((kernel - stride) / 2, 0),
            Groups = groups,
            HasBias = random.Next(2) == 0,
            HasSize = random.Next(2) == 0,
        };
        input = input.WithChannels(groups == 1 ? input.C : groups * random.Next(1, 4));
        int groupOutputs = groups == 1 ? Pick(random, Channels) : random.Next(1, 4);
        List<Shape> inputs = [input, new Shape(input.C, groupOutputs, kernel, kernel)];
        if (op.HasBias) inputs.Add(new Shape(groupOutputs * groups));
        if (op.HasSize)
        {
            Shape full = (op with { HasSize = false }).OutputShape([.. inputs]);
            inputs.Add(new Shape(input.N, 3, Near(full.H), Near(full.W)));
        }

        return (op, [.. inputs]);

        int Near(int full) => Math.Max(full + random.Next(1 - stride, stride), 1);
    }

    private static (Operator Operator, Shape[] Inputs) Pooling(Random random)
    {
        int kernel = random.Next(1, 6);
        PoolingKind kind = Pick(random, [PoolingKind.Maximum, PoolingKind.Average, PoolingKind.AverageWithPadding]);
        var op = new Pooling2D(kind)
        {
            Kernel = kernel,
            Stride = random.Next(1, 4),
            Padding = kind != PoolingKind.AverageWithPadding && random.Next(3) == 0 ? null : random.Next(0, kernel / 2 + 1),
            CeilingMode = random.Next(2) == 0,
        };
        Shape input = Activation4D(random);
        return (op, [new Shape(input.N, input.C, Math.Max(input.H, kernel), Math.Max(input.W, kernel))]);
    }

    /// <summary>Tiny, odd, wide, high; most of them small, so that the references take seconds.</summary>
    private static Shape Activation4D(Random random)
    {
        int channels = Pick(random, random.Next(3) == 0 ? Channels : SmallChannels);
        int most = channels > 32 ? 9 : 24;
        return new Shape(
            random.Next(5) == 0 ? 2 : 1, channels, random.Next(1, most),
            random.Next(8) == 0 ? random.Next(1, 70) : random.Next(1, most));
    }

    private static Shape[] Repeat(Shape shape, int count) => [.. Enumerable.Repeat(shape, count)];

    private static T Pick<T>(Random random, T[] items) => items[random.Next(items.Length)];
}
