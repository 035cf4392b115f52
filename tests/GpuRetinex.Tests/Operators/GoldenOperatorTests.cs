using System.Text.Json;
using GpuRetinex.Devices;
using GpuRetinex.Golden;
using GpuRetinex.Graphs;
using GpuRetinex.Metrics;
using GpuRetinex.Networks;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;

namespace GpuRetinex.Tests.Operators;

/// <summary>Operators on every device against PyTorch's and Caffe's results.</summary>
internal sealed class GoldenOperatorTests
{
    private const string Folder = "golden/dev";
    private const double Tolerance = 2e-6;
    private static readonly string[] _files = ["ops_conv_a.safetensors", "ops_misc_a.safetensors"];

    public static IEnumerable<TestCaseData> Files() =>
        from device in TestDevices.Names
        from file in TestFiles.SharedNames(Folder, "ops_*_a.safetensors").Intersect(_files)
        select new TestCaseData(device, file);

    public static IEnumerable<string> Devices() => TestDevices.Names;

    [TestCaseSource(nameof(Files))]
    public void Operator_GoldenInputs_GivesGoldenOutput(string deviceName, string file)
    {
        IDevice device = TestDevices.Open(deviceName);
        var golden = new GoldenFile(TestFiles.Shared($"{Folder}/{file}"));
        int compared = 0;
        foreach ((string name, JsonElement parameters) in Cases(golden))
        {
            if (!GoldenOperators.Expresses(name, parameters)) continue;
            (Graph graph, Dictionary<string, Tensor> inputs) = new GoldenOperators(golden).Make(name, parameters);
            RequireClose(device, graph, inputs, golden.Expected[$"output/{name}"].Values, name);
            compared++;
        }

        Assert.That(compared, Is.GreaterThan(20));
    }

    [TestCaseSource(nameof(Devices))]
    public void CaffeLayer_GoldenInputs_GivesGoldenOutput(string deviceName)
    {
        IDevice device = TestDevices.Open(deviceName);
        var golden = new GoldenFile(TestFiles.Shared($"{Folder}/caffe_units_a.safetensors"));
        foreach ((string name, JsonElement parameters) in Cases(golden))
        {
            Tensor x = golden.Inputs[$"{name}.x"];
            if (name.StartsWith("pool", StringComparison.Ordinal))
            {
                Check(name + ".max", x, (builder, input) => builder.Apply(Pooling(PoolingKind.Maximum, parameters), name, input));
                Check(
                    name + ".ave", x,
                    (builder, input) => builder.Apply(Pooling(PoolingKind.AverageWithPadding, parameters), name, input));
            }
            else
            {
                Shape size = golden.Expected[$"output/{name}"].Values.Shape;
                var like = new Tensor(new Shape(1, 1, size.H, size.W));
                Check(name, x, (builder, input) => builder.ResizeBilinear(input, builder.Constant(like), alignCorners: true));
            }
        }

        Tensor picture = golden.Inputs["pad.x"];
        Check("pad.beg3_end4", picture, (builder, input) => builder.Pad(input, 3, 3, 4, 4));
        Check("pad.beg0_end-2", picture, (builder, input) => builder.Pad(input, 0, 0, -2, -2));
        Check("pad.beg-1_end-1", picture, (builder, input) => builder.Pad(input, -1, -1, -1, -1));
        Shape reference = golden.Inputs["crop.ref"].Shape;
        const int offset = 3;
        Check("crop.axis2_offset3", picture, (builder, input) => builder.Pad(
            input, -offset, -offset, offset + reference.H - picture.Shape.H, offset + reference.W - picture.Shape.W));

        float[] ones = [1, 1, 1, 1], zeros = [0, 0, 0, 0];
        float[] means = Blob(0), variances = Blob(1);
        Tensor batch = golden.Inputs["bn.x2"];
        Check("bn.test_after", batch, (builder, input) =>
            GoldenOperators.Normalised(builder, input, BatchNormalisation.FromSums(ones, zeros, means, variances, Blob(2)[0])));
        Check("bn.test_factor0", batch, (builder, input) =>
            GoldenOperators.Normalised(builder, input, BatchNormalisation.FromSums(ones, zeros, means, variances, factor: 0)));

        float[] Blob(int index) => golden.Expected[$"output/bn.train2_blob{index}"].Values.Data;

        void Check(string name, Tensor x, Func<GraphBuilder, Operand, Operand> append)
        {
            var builder = new GraphBuilder();
            builder.Output("y", append(builder, builder.Input("x", x.Shape.C)));
            RequireClose(
                device, builder.Build(), new Dictionary<string, Tensor> { ["x"] = x }, golden.Expected[$"output/{name}"].Values,
                name);
        }
    }

    [Test]
    public void Fold_RandomNormalisation_GivesWhatTheTwoGiveOneAfterTheOther()
    {
        var random = new Random(9);
        Tensor weights = Noise(6, 5, 3, 3), bias = Noise(6), x = Noise(2, 5, 8, 7);
        float[] scale = Noise(6).Data, shift = Noise(6).Data;
        double[] mean = [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble())], variance =
            [.. Enumerable.Range(0, 6).Select(_ => random.NextDouble() + 0.1)];

        ReferenceTensor expected = Convolve(weights, bias);
        for (int i = 0; i < expected.Data.Length; i++)
        {
            int channel = i / 56 % 6;
            expected.Data[i] = (expected.Data[i] - mean[channel]) / Math.Sqrt(variance[channel] + 1e-5) * scale[channel]
                + shift[channel];
        }

        (Tensor folded, Tensor foldedBias) = new BatchNormalisation(scale, shift, mean, variance).Fold(weights, bias);
        TensorDistance distance = TensorDistance.Between(Convolve(folded, foldedBias).ToTensor(), expected.ToTensor(), 1e-6);
        Assert.That(distance.Passed, distance.ToString());

        ReferenceTensor Convolve(Tensor kernel, Tensor addend) => ReferenceInterpreter.Evaluate(
            new Convolution2D { Padding = 1, HasBias = true },
            [ReferenceTensor.From(x), ReferenceTensor.From(kernel), ReferenceTensor.From(addend)]);

        Tensor Noise(params ReadOnlySpan<int> extents)
        {
            var tensor = new Tensor(new Shape(extents));
            for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = random.NextSingle() - 0.5f;
            return tensor;
        }
    }

    private static IEnumerable<(string Name, JsonElement Parameters)> Cases(GoldenFile golden) =>
        JsonSerializer.Deserialize<Dictionary<string, JsonElement>>(golden.Metadata["cases"])!.Select(
            pair => (pair.Key, pair.Value));

    private static Pooling2D Pooling(PoolingKind kind, JsonElement parameters) => new(kind)
    {
        Kernel = parameters.GetProperty("kernel").GetInt32(),
        Stride = parameters.GetProperty("stride").GetInt32(),
        Padding = parameters.GetProperty("pad").GetInt32(),
        CeilingMode = true,
    };

    private static void RequireClose(IDevice device, Graph graph, Dictionary<string, Tensor> inputs, Tensor expected, string name)
    {
        var plan = new Plan(GraphPasses.Optimize(graph), inputs.ToDictionary(input => input.Key, input => input.Value.Shape));
        using IExecutable executable = device.Compile(plan);
        Tensor actual = executable.Run(inputs)["y"];
        Assert.That(actual.Shape.Count, Is.EqualTo(expected.Shape.Count), name);
        TensorDistance distance = TensorDistance.Between(new Tensor(expected.Shape, actual.Data), expected, Tolerance);
        Assert.That(distance.Passed, $"{name}: {distance}");
    }
}
