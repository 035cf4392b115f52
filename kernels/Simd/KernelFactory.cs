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
            TransposedConvolution2D op => new TransposedConvolution<TVector>(
                op, step.Inputs[0].Region, step.Output.Region, Bind(step.Inputs[0]), output, weights.Transposed(Constant(step.Inputs[1]))),
            Pooling2D op => new Pooling<TVector>(op, Origin(op, step), Bind(step.Inputs[0]), output),
            NearestResize => new Resize(Bind(step.Inputs[0]), output, Resize.Rows(step.Inputs[0], step.Output), Resize.Columns(step.Inputs[0], step.Output)),
            Operators.Softmax => new Softmax(Bind(step.Inputs[0]), output),
            Copy => new CopyKernel(Bind(step.Inputs[0]), output),
            Activate op => Pointwise(new ActivateOperation(op.Activation), step, output),
            Add => Pointwise(default(AddOperation), step, output),
            Modulate op => Pointwise(new ModulateOperation(op.Offset), step, output),
            Multiply when step.Inputs[1].Shape.C != step.Output.Shape.C => new BroadcastMultiply(Bind(step.Inputs[0]), Bind(step.Inputs[1]), output),
            Multiply => Pointwise(default(MultiplyOperation), step, output),
            _ => throw new NotSupportedException($"simd has no kernel for {step.Operator.Name}"),
        };
    }

    /// <summary>The memory of an operand.</summary>
    public TensorView Bind(View view)
    {
        if (view.IsConstant)
        {
            return plan.IsTile
                ? throw new NotSupportedException("a constant map cannot be cut into tiles")
                : weights.Activation(Constant(view));
        }

        nint pixelStride = view.Buffer.C, rowStride = pixelStride * view.Buffer.W;
        nint corner = (view.Region.Top - view.BufferRegion.Top) * rowStride + (view.Region.Left - view.BufferRegion.Left) * pixelStride;
        return new TensorView(arena.Pointer + view.Offset + corner + view.FirstChannel, view.Shape, pixelStride, rowStride);
    }

    private static WindowOrigin Origin(Pooling2D op, Step step)
    {
        Shape map = step.Inputs[0].Map;
        return WindowOrigin.Of(step.Inputs[0], step.Output, op.Stride, op.PaddingBefore(map.H), op.PaddingBefore(map.W));
    }

    private Tensor Constant(View view) => view.IsConstant
        ? plan.Constants[view.Constant]
        : throw new NotSupportedException("weights must be constants");

    private Kernel Convolution(Convolution2D op, Step step, TensorView output)
    {
        Tensor kernel = Constant(step.Inputs[Convolution2D.WeightsIndex]);
        Tensor? bias = op.HasBias ? Constant(step.Inputs[Convolution2D.BiasIndex]) : null;
        bool modulated = op.ModulationOffset is not null;
        var epilogue = Epilogue<TVector>.Create(
            op, output,
            scale: modulated ? Bind(step.Inputs[op.ScaleIndex]) : output,
            shift: modulated ? Bind(step.Inputs[op.ScaleIndex + 1]) : output,
            residual: op.HasResidual ? Bind(step.Inputs[op.ResidualIndex]) : output);
        TensorView input = Bind(step.Inputs[Convolution2D.InputIndex]);
        WindowOrigin origin = WindowOrigin.Of(step.Inputs[Convolution2D.InputIndex], step.Output, op.Stride, op.Padding, op.Padding);
        return !exact && SuitsWinograd(op, kernel.Shape)
            ? Winograd(origin, input, output, kernel, bias, epilogue)
            : new DirectConvolution<TVector>(op, origin, input, output, weights.Convolution(kernel, bias), kernel.Shape[2], kernel.Shape[3], epilogue);
    }

    /// <summary>Whether the transforms pay: they cost as much as some ten multiply-adds per channel of either side.</summary>
    private static bool SuitsWinograd(Convolution2D op, Shape kernel) =>
        op is { Stride: 1, Dilation: 1 } && kernel[2] == 3 && kernel[3] == 3 && kernel[0] >= 16 && kernel[1] >= 16;

    private Kernel Winograd(WindowOrigin origin, TensorView input, TensorView output, Tensor kernel, Tensor? bias, Epilogue<TVector> epilogue) =>
        WinogradWork<WinogradTile6>(output) < WinogradWork<WinogradTile4>(output)
            ? new WinogradConvolution<TVector, WinogradTile6>(origin, input, output, weights.Winograd<WinogradTile6>(kernel, bias), epilogue)
            : new WinogradConvolution<TVector, WinogradTile4>(origin, input, output, weights.Winograd<WinogradTile4>(kernel, bias), epilogue);

    /// <summary>
    /// Multiplications for each pair of channels. Reading a position's weights takes as long as multiplying them with some
    /// 24 tiles, which keeps large tiles away from small maps.
    /// </summary>
    private static long WinogradWork<TTile>(TensorView output)
        where TTile : struct, IWinogradTile
    {
        int side = TTile.OutputSide;
        long tiles = (long)output.Batch * ((output.Height + side - 1) / side) * ((output.Width + side - 1) / side);
        return (tiles + 24) * WinogradTransform<TTile>.Positions;
    }

    private Pointwise<TVector, TOperation> Pointwise<TOperation>(TOperation operation, Step step, TensorView output)
        where TOperation : struct, IPointwiseOperation => new(operation, [.. step.Inputs.Select(Bind)], output);
}
