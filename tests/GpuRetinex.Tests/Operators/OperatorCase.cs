using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Operators;

/// <summary>One operator on random tensors of given shapes, whole or as slices of wider buffers.</summary>
/// <param name="Operator">The operator with its parameters.</param>
/// <param name="Inputs">Shapes of its inputs; rank-4 weights and rank-1 biases are constants where <see cref="IsConstant"/> says
/// so.</param>
/// <param name="SpareChannels">Channels before and behind each operand in its buffer; 0 for dense tensors.</param>
/// <param name="Seed">Seed of the values.</param>
internal sealed record OperatorCase(Operator Operator, Shape[] Inputs, int SpareChannels, int Seed)
{
    private (Graph Graph, Dictionary<string, Tensor> Tensors)? _graph;
    private ReferenceTensor? _expected;

    /// <summary>The operator in a graph with the output y, and tensors for the graph's inputs.</summary>
    public (Graph Graph, Dictionary<string, Tensor> Tensors) InGraph => _graph ??= Build();

    /// <summary>The reference's result.</summary>
    public ReferenceTensor Expected
    {
        get
        {
            (Graph graph, Dictionary<string, Tensor> tensors) = InGraph;
            return _expected ??= ReferenceInterpreter.Run(graph, tensors)["y"];
        }
    }

    /// <summary>A device's result.</summary>
    public Tensor RunOn(IDevice device, IAlgorithmChoice? choice = null)
    {
        using IExecutable executable = device.Compile(Plan, choice);
        return executable.Run(InGraph.Tensors)["y"];
    }

    /// <summary>
    /// A device's result after a run over NaN, which stays wherever a kernel does not write again what it reads.
    /// </summary>
    public Tensor RunAfterNaN(IDevice device, IAlgorithmChoice choice)
    {
        using IExecutable executable = device.Compile(Plan, choice);
        executable.Run(InGraph.Tensors.ToDictionary(tensor => tensor.Key, tensor => NaN(tensor.Value.Shape)));
        return executable.Run(InGraph.Tensors)["y"];
    }

    /// <summary>How a device computes the operator.</summary>
    public string AlgorithmOn(IDevice device, IAlgorithmChoice? choice)
    {
        using IExecutable executable = device.Compile(Plan, choice);
        return executable.Profile(InGraph.Tensors).First(step => step.Step.Operator == Operator).Algorithm;
    }

    private Plan Plan =>
        new(ElideConcat.Apply(InGraph.Graph), InGraph.Tensors.ToDictionary(tensor => tensor.Key, tensor => tensor.Value.Shape));

    public override string ToString() =>
        $"{Operator} on {string.Join(", ", Inputs)}, {SpareChannels} spare channels, seed {Seed}";

    private static Tensor NaN(Shape shape)
    {
        var tensor = new Tensor(shape);
        Array.Fill(tensor.Data, float.NaN);
        return tensor;
    }

    private bool IsConstant(int input) => Operator switch
    {
        Convolution2D => input == Convolution2D.WeightsIndex || Inputs[input].Rank == 1,
        TransposedConvolution2D op =>
            input == TransposedConvolution2D.WeightsIndex || (op.HasBias && input == TransposedConvolution2D.BiasIndex),
        _ => false,
    };

    /// <summary>The operator between input buffers and a concatenation, both of which have the spare channels.</summary>
    private (Graph Graph, Dictionary<string, Tensor> Tensors) Build()
    {
        var random = new Random(Seed);
        var builder = new GraphBuilder();
        var tensors = new Dictionary<string, Tensor>();
        var operands = new Operand[Inputs.Length];
        for (int i = 0; i < Inputs.Length; i++)
        {
            if (IsConstant(i))
            {
                operands[i] = builder.Constant(RandomTensor(random, Inputs[i]));
                continue;
            }

            Tensor buffer = RandomTensor(random, Inputs[i].WithChannels(Inputs[i].C + 2 * SpareChannels));
            tensors.Add($"x{i}", buffer);
            operands[i] = builder.Input($"x{i}", buffer.Shape.C) with { FirstChannel = SpareChannels, Channels = Inputs[i].C };
        }

        Operand y = builder.Apply(Operator, "case", operands);
        if (SpareChannels > 0)
        {
            Tensor spare = RandomTensor(random, Operator.OutputShape(Inputs).WithChannels(SpareChannels));
            tensors.Add("spare", spare);
            Operand spareOperand = builder.Input("spare", SpareChannels);
            y = builder.Concat("slice", spareOperand, y, spareOperand);
        }

        builder.Output("y", y);
        return (builder.Build(), tensors);
    }

    private static Tensor RandomTensor(Random random, Shape shape)
    {
        var tensor = new Tensor(shape);
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = random.NextSingle() * 2 - 1;
        return tensor;
    }
}
