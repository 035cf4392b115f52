using GpuRetinex.Devices;
using GpuRetinex.Graphs;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Tests.Graphs;

namespace GpuRetinex.Tests.Planning;

internal sealed class PlanTests
{
    [Test]
    public void Arena_RandomLifetimes_NeverOverlapInTimeAndSpace()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            Lifetime[] lifetimes = [.. Enumerable.Range(0, 40).Select(value =>
            {
                int first = random.Next(-1, 30);
                return new Lifetime(value, first, first + random.Next(0, 10), random.Next(1, 500));
            })];
            RequireDisjoint(new Arena(lifetimes), lifetimes, $"seed {seed}");
        }
    }

    [Test]
    public void Arena_BuffersOneAfterTheOther_ShareTheSamePlace()
    {
        var arena = new Arena([new Lifetime(0, 0, 1, 100), new Lifetime(1, 2, 3, 100), new Lifetime(2, 4, 5, 64)]);
        Assert.That(arena.Elements, Is.EqualTo(112));
    }

    [Test]
    public void Plan_RandomGraphs_ArenaIsAsLargeAsItsFurthestBuffer()
    {
        for (int seed = 0; seed < 100; seed++)
        {
            Plan plan = MakePlan(seed, out _, out _);
            long end = plan.Steps.SelectMany(step => step.Inputs.Append(step.Output)).Concat(plan.Inputs.Values)
                .Where(view => !view.IsConstant).Max(view => view.Offset + view.Buffer.Count);
            Assert.That(plan.ArenaElements, Is.InRange(end, end + Arena.AlignmentElements - 1), $"seed {seed}");
        }
    }

    [Test]
    public void Plan_RandomGraphs_RunsAsTheReference()
    {
        IDevice device = TestDevices.Open(TestDevices.WidestSimd);
        for (int seed = 0; seed < 100; seed++)
        {
            Plan plan = MakePlan(seed, out Graph graph, out Dictionary<string, Tensor> inputs);
            using IExecutable executable = device.Compile(plan);
            IReadOnlyDictionary<string, Tensor> actual = executable.Run(inputs);
            foreach ((string name, ReferenceTensor expected) in ReferenceInterpreter.Run(graph, inputs))
                Assert.That(actual[name].Data, Is.EqualTo(expected.ToTensor().Data).Within(1e-4), $"seed {seed}, output {name}");
        }
    }

    [Test]
    public void Executable_PeakBytes_CoversArenaAndWeights()
    {
        Plan plan = MakePlan(3, out _, out _);
        using IExecutable executable = TestDevices.Open(TestDevices.WidestSimd).Compile(plan);
        Assert.That(
            executable.PeakBytes,
            Is.GreaterThanOrEqualTo((plan.ArenaElements + plan.Constants.Sum(constant => constant.Shape.Count)) * sizeof(float)));
    }

    [Test]
    public void Plan_MissingInput_IsNamed()
    {
        (Graph graph, _) = RandomGraphs.Make(0);
        Assert.That(
            () => new Plan(GraphPasses.Optimize(graph), new Dictionary<string, Shape> { ["a"] = new(1, 3, 5, 7) }),
            Throws.ArgumentException.With.Message.Contains("'b'"));
    }

    private static Plan MakePlan(int seed, out Graph graph, out Dictionary<string, Tensor> inputs)
    {
        (graph, inputs) = RandomGraphs.Make(seed);
        return new Plan(GraphPasses.Optimize(graph), inputs.ToDictionary(input => input.Key, input => input.Value.Shape));
    }

    private static void RequireDisjoint(Arena arena, Lifetime[] lifetimes, string context)
    {
        foreach (Lifetime a in lifetimes)
        {
            foreach (Lifetime b in lifetimes.Where(b => b.Part > a.Part && b.Overlaps(a)))
            {
                long startA = arena.Offset(a.Part), startB = arena.Offset(b.Part);
                Assert.That(
                    startA + a.Elements <= startB || startB + b.Elements <= startA,
                    $"{context}: {a} at {startA} and {b} at {startB}");
            }
        }
    }
}
