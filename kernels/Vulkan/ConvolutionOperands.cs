using System.Collections.Immutable;
using GpuRetinex.Operators;
using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>What all kernels of a convolution are launched with: Epilogue.glsl and Window.glsl on the host's side.</summary>
internal sealed class ConvolutionOperands
{
    private readonly Convolution2D _op;
    private readonly Step _step;
    private readonly LaunchBuilder _builder;
    private readonly BoundView _output, _x, _scale, _shift, _residual;

    public ConvolutionOperands(Convolution2D op, Step step, LaunchBuilder builder)
    {
        (_op, _step, _builder) = (op, step, builder);
        _output = builder.Bind(step.Output);
        _x = builder.Bind(step.Inputs[Convolution2D.InputIndex]);
        bool modulates = op.ModulationOffset is not null;
        _scale = modulates ? builder.Bind(step.Inputs[op.ScaleIndex]) : _x;
        _shift = modulates ? builder.Bind(step.Inputs[op.ScaleIndex + 1]) : _x;
        _residual = op.HasResidual ? builder.Bind(step.Inputs[op.ResidualIndex]) : _x;
    }

    /// <summary>1 where four channels of the input are one access, else 0: a specialisation constant.</summary>
    public int XIsVector => _x.IsVector;

    public BufferRange X => _x.Memory;

    public BufferRange Output => _output.Memory;

    /// <summary>Specialisation constants 1 to 8.</summary>
    public ImmutableArray<int> EpilogueConstants =>
    [
        _output.IsVector, _scale.IsVector, _shift.IsVector, _residual.IsVector,
        (int)_op.Activation.Kind, _op.HasBias ? 1 : 0, _op.ModulationOffset is null ? 0 : 1, _op.HasResidual ? 1 : 0,
    ];

    /// <summary>Specialisation constants 1 to 13.</summary>
    public ImmutableArray<int> Constants =>
        [.. EpilogueConstants, _x.IsVector, Kernel.Shape[2], Kernel.Shape[3], _op.Stride, _op.Dilation];

    private BufferRange? Bias => _op.HasBias
        ? _builder.Weights(_step.Inputs[Convolution2D.BiasIndex], new WeightOrder(WeightKind.Bias))
        : null;

    private View Kernel => _step.Inputs[Convolution2D.WeightsIndex];

    /// <summary>Bindings 1 to 6.</summary>
    public BufferRange?[] Inputs(WeightOrder order)
    {
        BufferRange weights = _builder.Weights(Kernel, order);
        return [_x.Memory, weights, Bias ?? weights, _scale.Memory, _shift.Memory, _residual.Memory];
    }

    /// <summary>Bindings 1 to 6 of a kernel that finishes products.</summary>
    public BufferRange?[] EpilogueInputs(BufferRange products) =>
        [products, null, Bias ?? products, _scale.Memory, _shift.Memory, _residual.Memory];

    /// <summary>The block of Epilogue.glsl.</summary>
    public Parameters EpilogueParameters() => new Parameters()
        .Add(_output).Add(_scale).Add(_shift).Add(_residual)
        .Add(_step.Output.Shape.W, _step.Output.Shape.H, (int)Pixels.Of(_step.Output.Shape))
        .Add(_op.Activation.Slope).Add(_op.ModulationOffset ?? 0)
        .Add(_op.FinalActivation.Kind == ActivationKind.LeakyRelu ? _op.FinalActivation.Slope : 1f).Add(0, 0);

    /// <summary>The block of Window.glsl.</summary>
    public Parameters Parameters(int weightQuads, int weightInputs, int groupColumns) =>
        WindowParameters(EpilogueParameters()).Add(weightQuads, weightInputs, groupColumns);

    /// <summary>The input and where the windows begin in it.</summary>
    public Parameters WindowParameters(Parameters parameters)
    {
        View input = _step.Inputs[Convolution2D.InputIndex];
        WindowOrigin origin = WindowOrigin.Of(input, _step.Output, _op.Stride, _op.Padding, _op.Padding);
        return parameters.Add(_x).Add(input.Shape.W, input.Shape.H, origin.Row, origin.Column);
    }
}
