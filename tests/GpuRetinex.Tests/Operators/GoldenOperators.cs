using System.Text.Json;
using GpuRetinex.Golden;
using GpuRetinex.Graphs;
using GpuRetinex.Networks;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Operators;

/// <summary>
/// Turns a case of an operator file (a name such as "conv2d.03" and its parameters) into a graph with the output y.
/// </summary>
internal sealed class GoldenOperators(GoldenFile golden)
{
    /// <summary>Kinds of cases that no operator expresses yet, and single cases with the reason.</summary>
    private static readonly string[] _notExpressed =
    [
        // Groups, and padding or stride that differ between the axes.
        "conv2d.08", "conv2d.09", "conv2d.18", "conv2d.19",

        // Dilation.
        "conv_transpose2d.06",

        // The step is the inverse of the factor, not the ratio of the sizes.
        "interpolate_scale.03", "interpolate_scale.04", "interpolate_scale.09", "interpolate_scale.10",

        // Softmax over columns.
        "softmax.01",

        // No network has them so far.
        "adaptive_avg_pool2d", "interpolate_antialias", "pixel_unshuffle", "instance_norm", "instance_norm_affine",
        "batch_norm_train", "group_norm", "log_softmax", "act_tanh", "act_softplus", "act_elu", "act_gelu", "act_rsqrt_abs",
        "act_exp", "prelu", "bmm", "pad.00", "pad.01", "var_mean", "roi_align", "loss_mse", "loss_l1", "loss_smooth_l1",
        "loss_bce_logits",
        "loss_cross_entropy",
    ];

    private readonly GraphBuilder _builder = new();
    private readonly Dictionary<string, Tensor> _inputs = [];

    /// <summary>Whether an operator expresses the case.</summary>
    public static bool Expresses(string name, JsonElement parameters) =>
        !_notExpressed.Contains(name) && !_notExpressed.Contains(name.Split('.')[0]) && Mode(parameters) != "bicubic";

    /// <summary>The graph and tensors for its inputs.</summary>
    public (Graph Graph, Dictionary<string, Tensor> Inputs) Make(string name, JsonElement parameters)
    {
        Operand x = Input("x", Activation($"{name}.x"));
        _builder.Output("y", name.Split('.')[0] switch
        {
            "conv2d" => _builder.Convolution(x, Of(name, "weight"), Bias(name), ConvolutionOf(parameters), name),
            "conv_transpose2d" => Transposed(x, name, parameters),
            "max_pool2d" => _builder.Apply(Pooling(PoolingKind.Maximum, parameters, "padding"), name, x),
            "avg_pool2d" => _builder.Apply(Pooling(Average(parameters), parameters, "padding"), name, x),
            "interpolate" or "interpolate_scale" => Interpolation(x, name, parameters),
            "pixel_shuffle" => _builder.PixelShuffle(x, parameters.GetProperty("r").GetInt32()),
            "batch_norm_eval" =>
                Normalisation(
                    x, Of(name, "running_mean"), Of(name, "running_var"), Of(name, "weight").Data, Of(name, "bias").Data),
            "softmax" or "softmax_large" => _builder.Softmax(x),
            "act_relu" => _builder.Activate(x, GpuRetinex.Operators.Activation.Relu),
            "act_leaky_relu_0_2" => _builder.Activate(x, GpuRetinex.Operators.Activation.LeakyRelu(0.2f)),
            "act_leaky_relu_0_01" => _builder.Activate(x, GpuRetinex.Operators.Activation.LeakyRelu(0.01f)),
            "act_sigmoid" => _builder.Activate(x, GpuRetinex.Operators.Activation.Sigmoid),
            "linear" => _builder.Convolution(x, AsKernel(Of(name, "weight")), Bias(name), new Convolution2D(), name),
            "pad" => Padding(x, parameters),
            _ => throw new NotSupportedException($"{name} is neither expressed nor listed as not expressed"),
        });
        return (_builder.Build(), _inputs);
    }

    /// <summary>A normalisation alone, folded into the convolution that changes nothing.</summary>
    public static Operand Normalised(GraphBuilder builder, Operand x, BatchNormalisation normalisation)
    {
        (Tensor weights, Tensor bias) = normalisation.Fold(Identity(x.Channels), bias: null);
        return builder.Convolution(x, weights, bias, "normalisation");
    }

    private static Convolution2D ConvolutionOf(JsonElement parameters) => new()
    {
        Stride = parameters.GetProperty("stride").GetInt32(),
        Padding = parameters.GetProperty("padding").GetInt32(),
        Dilation = parameters.GetProperty("dilation").GetInt32(),
    };

    private static Pooling2D Pooling(PoolingKind kind, JsonElement parameters, string padding) => new(kind)
    {
        Kernel = parameters.GetProperty("kernel").GetInt32(),
        Stride = parameters.GetProperty("stride").GetInt32(),
        Padding = parameters.GetProperty(padding).GetInt32(),
        CeilingMode = parameters.GetProperty("ceil_mode").GetBoolean(),
    };

    private static PoolingKind Average(JsonElement parameters) =>
        parameters.GetProperty("count_include_pad").GetBoolean() ? PoolingKind.AverageWithPadding : PoolingKind.Average;

    private static string? Mode(JsonElement parameters) =>
        parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("mode", out JsonElement mode)
        ? mode.GetString() : null;

    private Operand Transposed(Operand x, string name, JsonElement parameters)
    {
        Tensor weights = Of(name, "weight"), size = Input(golden.Expected[$"output/{name}"].Values.Shape);
        var op = new TransposedConvolution2D
        {
            Stride = parameters.GetProperty("stride").GetInt32(),
            Padding = parameters.GetProperty("padding").GetInt32(),
            Groups = parameters.GetProperty("groups").GetInt32(),
            HasBias = true,
            HasSize = parameters.GetProperty("output_padding").GetInt32() > 0,
        };
        Operand[] inputs = [x, _builder.Constant(weights), _builder.Constant(Bias(name)!)];
        return _builder.Apply(op, name, op.HasSize ? [.. inputs, Input("size", size)] : inputs);
    }

    private Operand Interpolation(Operand x, string name, JsonElement parameters)
    {
        if (Mode(parameters) == "nearest" && parameters.TryGetProperty("scale_factor", out JsonElement factor))
            return _builder.ResizeNearest(x, factor.GetInt32());
        Operand size = Input("size", Input(golden.Expected[$"output/{name}"].Values.Shape));
        if (Mode(parameters) == "nearest") return _builder.ResizeNearest(x, size);
        return _builder.ResizeBilinear(x, size, parameters.GetProperty("align_corners").GetBoolean());
    }

    private Operand Padding(Operand x, JsonElement parameters)
    {
        int[] pad = [.. parameters.GetProperty("pad").EnumerateArray().Select(side => side.GetInt32())];
        return _builder.Pad(x, top: pad[2], left: pad[0], bottom: pad[3], right: pad[1]);
    }

    private Operand Normalisation(Operand x, Tensor mean, Tensor variance, float[] scale, float[] shift)
    {
        var normalisation = BatchNormalisation.FromSums(scale, shift, mean.Data, variance.Data, factor: 1);
        return Normalised(_builder, x, normalisation);
    }

    private Operand Input(string name, Tensor tensor)
    {
        _inputs.Add(name, tensor);
        return _builder.Input(name, tensor.Shape.C);
    }

    /// <summary>A tensor that lends its size.</summary>
    private static Tensor Input(Shape shape) => new(new Shape(shape.N, 1, shape.H, shape.W));

    private Tensor Of(string name, string role) => golden.Inputs[$"{name}.{role}"];

    private Tensor? Bias(string name) => golden.Inputs.GetValueOrDefault($"{name}.bias");

    private static Tensor AsKernel(Tensor matrix) => new(new Shape(matrix.Shape[0], matrix.Shape[1], 1, 1), matrix.Data);

    /// <summary>The convolution that changes nothing.</summary>
    private static Tensor Identity(int channels)
    {
        var weights = new Tensor(new Shape(channels, channels, 1, 1));
        for (int channel = 0; channel < channels; channel++) weights.Data[channel * (channels + 1)] = 1;
        return weights;
    }

    /// <summary>
    /// The x of a case as an activation: a vector is one pixel, a matrix one map; of a linear layer, a batch of pixels.
    /// </summary>
    private Tensor Activation(string key)
    {
        Tensor tensor = golden.Inputs[key];
        Shape shape = tensor.Shape;
        return shape.Rank switch
        {
            4 => tensor,
            2 when key.StartsWith("linear", StringComparison.Ordinal) =>
                new Tensor(new Shape(shape[0], shape[1], 1, 1), tensor.Data),
            2 => new Tensor(new Shape(1, 1, shape[0], shape[1]), tensor.Data),
            1 => new Tensor(new Shape(1, shape[0], 1, 1), tensor.Data),
            _ => throw new NotSupportedException($"{key} {shape}"),
        };
    }
}
