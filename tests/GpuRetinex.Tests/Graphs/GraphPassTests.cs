using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Graphs;

internal sealed class GraphPassTests
{
    private static readonly (string Name, Func<Graph, Graph> Apply)[] Passes =
    [
        (nameof(RemoveDeadNodes), RemoveDeadNodes.Apply),
        (nameof(FoldConstants), FoldConstants.Apply),
        (nameof(FuseEpilogue), FuseEpilogue.Apply),
        (nameof(MergeConvolutions), MergeConvolutions.Apply),
        (nameof(SumOverConcats), SumOverConcats.Apply),
        (nameof(ElideConcat), ElideConcat.Apply),
        (nameof(GraphPasses.Optimize), GraphPasses.Optimize),
    ];

    public static IEnumerable<string> PassNames => Passes.Select(pass => pass.Name);

    [TestCaseSource(nameof(PassNames))]
    public void Pass_RandomGraphs_KeepsEveryOutput(string name)
    {
        Func<Graph, Graph> pass = Passes.Single(pass => pass.Name == name).Apply;
        for (int seed = 0; seed < 200; seed++)
        {
            (Graph graph, Dictionary<string, Tensor> inputs) = RandomGraphs.Make(seed);
            IReadOnlyDictionary<string, ReferenceTensor> before = ReferenceInterpreter.Run(graph, inputs);
            IReadOnlyDictionary<string, ReferenceTensor> after = ReferenceInterpreter.Run(pass(graph), inputs);
            foreach ((string output, ReferenceTensor expected) in before)
                Assert.That(after[output].Data, Is.EqualTo(expected.Data).Within(1e-12), $"seed {seed}, output {output}");
        }
    }

    [Test]
    public void FuseEpilogue_ConvolutionActivationModulationAdd_LeavesOneNode()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 2), scale = builder.Input("scale", 2), shift = builder.Input("shift", 2);
        Operand y = builder.Convolution(x, new Tensor(new Shape(2, 2, 3, 3)), null, "conv", Activation.Relu);
        builder.Output("y", builder.Add(x, builder.Modulate(y, scale, shift, 0.1f)));

        Node node = FuseEpilogue.Apply(builder.Build()).Nodes.Single();
        Assert.That(
            node.Operator,
            Is.EqualTo(
                new Convolution2D { Padding = 1, Activation = Activation.Relu, ModulationOffset = 0.1f, HasResidual = true }));
    }

    [Test]
    public void FuseEpilogue_ActivationAfterResidual_BecomesTheFinalOne()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 2);
        Operand y = builder.Add(builder.Convolution(x, new Tensor(new Shape(2, 2, 1, 1)), null, "conv"), x);
        builder.Output("y", builder.Activate(y, Activation.Relu));

        Node node = FuseEpilogue.Apply(builder.Build()).Nodes.Single();
        Assert.That(node.Operator, Is.EqualTo(new Convolution2D { HasResidual = true, FinalActivation = Activation.Relu }));
    }

    [Test]
    public void MergeConvolutions_NarrowOnesOfOneInput_AreComputedTogether()
    {
        (Graph graph, Dictionary<string, Tensor> inputs) = Siblings(outputs: 32);
        Graph merged = MergeConvolutions.Apply(graph);
        Assert.That(merged.Nodes.Select(node => node.Output.Channels), Is.EqualTo(new[] { 64, 5, 5, 5 }));
        ReferenceTensor expected = ReferenceInterpreter.Run(graph, inputs)["y"],
            actual = ReferenceInterpreter.Run(merged, inputs)["y"];
        Assert.That(actual.Data, Is.EqualTo(expected.Data).Within(1e-12));
    }

    [Test]
    public void MergeConvolutions_WideOnesOfOneInput_StayApart() =>
        Assert.That(MergeConvolutions.Apply(Siblings(outputs: 48).Graph).Nodes, Has.Length.EqualTo(5));

    [Test]
    public void FuseEpilogue_ConvolutionReadTwice_StaysApart()
    {
        var builder = new GraphBuilder();
        Operand y = builder.Convolution(builder.Input("x", 2), new Tensor(new Shape(2, 2, 1, 1)), null, "conv");
        builder.Output("y", builder.Activate(y, Activation.Relu));
        builder.Output("conv", y);
        Assert.That(FuseEpilogue.Apply(builder.Build()).Nodes, Has.Length.EqualTo(2));
    }

    [Test]
    public void ElideConcat_InputsComputedOnce_NeedsNoCopy()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 2);
        Operand inner = builder.Concat("inner", builder.Activate(x, Activation.Relu), builder.Activate(x, Activation.Sigmoid));
        builder.Output("y", builder.Concat("outer", builder.Activate(x, Activation.None), inner));
        Assert.That(
            ElideConcat.Apply(builder.Build()).Nodes.Select(node => node.Operator),
            Has.None.InstanceOf<Copy>().And.None.InstanceOf<Concat>());
    }

    [Test]
    public void SumOverConcats_PartsThatLiveOn_AreAddedWhereTheyAreReadLast()
    {
        (Graph graph, Dictionary<string, Tensor> inputs) = NestedConcats();
        Graph summed = SumOverConcats.Apply(FuseEpilogue.Apply(graph));
        Assert.That(
            summed.Nodes.Select(node => node.Name).ToArray(),
            Is.EqualTo(new[] { "first", "second", "all", "third", "all", "all", "relu" }));
        Assert.That(summed.Nodes.Select(node => node.Operator), Has.None.InstanceOf<Concat>());
        IReadOnlyDictionary<string, ReferenceTensor> expected = ReferenceInterpreter.Run(graph, inputs),
            actual = ReferenceInterpreter.Run(summed, inputs);
        Assert.That(actual["y"].Data, Is.EqualTo(expected["y"].Data).Within(1e-12));
        Assert.That(actual["z"].Data, Is.EqualTo(expected["z"].Data).Within(1e-12));
    }

    [Test]
    public void SumOverConcats_PartsThatDieThere_StayTogether()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 2);
        Operand both = builder.Concat("both", builder.Activate(x, Activation.Relu), builder.Activate(x, Activation.Sigmoid));
        builder.Output("y", builder.Convolution(both, Noise(new Random(4), 3, 4, 1, 1), null, "conv"));
        Graph graph = builder.Build();
        Assert.That(SumOverConcats.Apply(graph).Nodes, Is.EqualTo(graph.Nodes));
    }

    [Test]
    public void SumOverConcats_PartThatIsAddedToAResidual_IsAddedByItself()
    {
        var random = new Random(6);
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 3), start = builder.Activate(x, Activation.Relu, "start");
        Operand block = builder.Add(start, builder.Convolution(start, Noise(random, 3, 3, 3, 3), null, "block"));
        Operand both = builder.Concat("both", block, builder.Activate(x, Activation.Sigmoid, "other"));
        builder.Output("y", builder.Convolution(both, Noise(random, 2, 6, 1, 1), Noise(random, 2), "conv"));
        Graph graph = FuseEpilogue.Apply(builder.Build()), summed = SumOverConcats.Apply(graph);
        var inputs = new Dictionary<string, Tensor> { ["x"] = Noise(random, 1, 3, 4, 5) };
        Assert.That(summed.Nodes.Select(node => node.Operator), Has.None.InstanceOf<Concat>());
        Assert.That(summed.Nodes.Count(node => node.Name == "conv"), Is.EqualTo(2));
        Assert.That(
            ReferenceInterpreter.Run(summed, inputs)["y"].Data,
            Is.EqualTo(ReferenceInterpreter.Run(graph, inputs)["y"].Data).Within(1e-12));
    }

    /// <summary>A 1×1 convolution over three others, of which the first is read once more behind it.</summary>
    private static (Graph Graph, Dictionary<string, Tensor> Inputs) NestedConcats()
    {
        var random = new Random(5);
        var builder = new GraphBuilder();
        Operand first = Next(builder.Input("x", 3), "first"), second = Next(first, "second"), third = Next(first, "third");
        Operand parts = builder.Concat("outer", second, builder.Concat("inner", third, first));
        builder.Output(
            "y", builder.Convolution(parts, Noise(random, 5, 9, 1, 1), Noise(random, 5), "all", Activation.LeakyRelu(0.2f)));
        builder.Output("z", builder.Activate(first, Activation.Relu, "relu"));
        return (builder.Build(), new Dictionary<string, Tensor> { ["x"] = Noise(random, 1, 3, 4, 5) });

        Operand Next(Operand input, string name) => builder.Convolution(input, Noise(random, 3, 3, 3, 3), Noise(random, 3), name);
    }

    /// <summary>Two convolutions of one input, each read by another, and the sum.</summary>
    private static (Graph Graph, Dictionary<string, Tensor> Inputs) Siblings(int outputs)
    {
        var random = new Random(3);
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 3);
        Operand[] branches = [.. Enumerable.Range(0, 2).Select(i => builder.Convolution(
            builder.Convolution(x, Noise(random, outputs, 3, 3, 3), Noise(random, outputs), $"first{i}"),
            Noise(random, 5, outputs, 1, 1), null, $"second{i}"))];
        builder.Output("y", builder.Add(branches[0], branches[1]));
        return (builder.Build(), new Dictionary<string, Tensor> { ["x"] = Noise(random, 1, 3, 4, 5) });
    }

    private static Tensor Noise(Random random, params int[] extents)
    {
        var tensor = new Tensor(new Shape(extents));
        for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = random.NextSingle() - 0.5f;
        return tensor;
    }

    [Test]
    public void FoldConstants_SumOfConstants_BecomesAConstant()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 1);
        Operand sum = builder.Add(
            builder.Constant(new Tensor(new Shape(1, 1, 1, 2), [1, 2])),
            builder.Constant(new Tensor(new Shape(1, 1, 1, 2), [3, 4])));
        builder.Output("y", builder.Add(x, sum));

        Graph folded = FoldConstants.Apply(builder.Build());
        Assert.That(folded.Nodes, Has.Length.EqualTo(1));
        Assert.That(folded.Values[sum.Value].Constant!.Data, Is.EqualTo(new float[] { 4, 6 }));
    }

    [Test]
    public void RemoveDeadNodes_UnusedOutput_DropsItsNodes()
    {
        var builder = new GraphBuilder();
        Operand x = builder.Input("x", 1);
        builder.Output("used", builder.Activate(x, Activation.Relu));
        builder.Output("unused", builder.Activate(x, Activation.Sigmoid));
        Assert.That(RemoveDeadNodes.Apply(builder.Build().WithOutputs("used")).Nodes, Has.Length.EqualTo(1));
    }
}
