using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Makes the kernel of each step, with addresses in one arena.</summary>
internal sealed unsafe class KernelFactory<TVector>(Plan plan, AlignedMemory arena, WeightCache<TVector> weights, bool exact)
    where TVector : struct, ISimdVector<TVector>
{
    public Kernel Create(Step step)
    {
        TensorView output = Bind(step.Output);
        return step.Operator switch
        {
            Convolution2D op => Convolution(op, step, output),
            TransposedConvolution2D op => new TransposedConvolution<TVector>(op, Bind(step.Inputs[0]), output, weights.Transposed(Constant(step.Inputs[1]))),
            Pooling2D op => new Pooling<TVector>(op, Bind(step.Inputs[0]), output),
            NearestResize => new Resize(Bind(step.Inputs[0]), output),
            Operators.Softmax => new Softmax(Bind(step.Inputs[0]), output),
            Copy => Pointwise(default(CopyOperation), step, output),
            Activate op => Pointwise(new ActivateOperation(op.Activation), step, output),
            Add => Pointwise(default(AddOperation), step, output),
            Modulate op => Pointwise(new ModulateOperation(op.Offset), step, output),
            Multiply when step.Inputs[1].Shape.C != step.Output.Shape.C => new BroadcastMultiply(Bind(step.Inputs[0]), Bind(step.Inputs[1]), output),
            Multiply => Pointwise(default(MultiplyOperation), step, output),
            _ => throw new NotSupportedException($"simd has no kernel for {step.Operator.Name}"),
        };
    }

    /// <summary>The memory of an operand.</summary>
    public TensorView Bind(View view) => view.IsConstant
        ? weights.Activation(Constant(view))
        : new TensorView(arena.Pointer + view.Offset + view.FirstChannel, view.Shape, view.Buffer.C);

    private Tensor Constant(View view) => view.IsConstant
        ? plan.Constants[view.Constant]
        : throw new NotSupportedException("weights must be constants");

    private Kernel Convolution(Convolution2D op, Step step, TensorView output)
    {
        Tensor kernel = Constant(step.Inputs[Convolution2D.WeightsIndex]);
        Tensor? bias = op.HasBias ? Constant(step.Inputs[Convolution2D.BiasIndex]) : null;
        bool modulated = op.ModulationOffset is not null;
        var epilogue = Epilogue.Create(
            op, output,
            scale: modulated ? Bind(step.Inputs[op.ScaleIndex]) : output,
            shift: modulated ? Bind(step.Inputs[op.ScaleIndex + 1]) : output,
            residual: op.HasResidual ? Bind(step.Inputs[op.ResidualIndex]) : output);
        TensorView input = Bind(step.Inputs[Convolution2D.InputIndex]);
        return !exact && SuitsWinograd(op, kernel.Shape)
            ? new WinogradConvolution<TVector>(op, input, output, weights.Winograd(kernel, bias), epilogue)
            : new DirectConvolution<TVector>(op, input, output, weights.Convolution(kernel, bias), kernel.Shape[2], kernel.Shape[3], epilogue);
    }

    /// <summary>Whether the transforms pay: they cost as much as some ten multiply-adds per channel of either side.</summary>
    private static bool SuitsWinograd(Convolution2D op, Shape kernel) =>
        op is { Stride: 1, Dilation: 1 } && kernel[2] == 3 && kernel[3] == 3 && kernel[0] >= 16 && kernel[1] >= 16;

    private Pointwise<TVector, TOperation> Pointwise<TOperation>(TOperation operation, Step step, TensorView output)
        where TOperation : struct, IPointwiseOperation => new(operation, [.. step.Inputs.Select(Bind)], output);
}
