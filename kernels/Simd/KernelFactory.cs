using GpuRetinex.Kernels.Simd.Vectors;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

/// <summary>Makes the kernel of each step, with addresses in one arena.</summary>
internal sealed unsafe class KernelFactory<TVector>(
    Plan plan, AlignedMemory arena, WeightCache<TVector> weights, ConvolutionAlgorithm algorithm, int threads)
    where TVector : struct, ISimdVector<TVector>
{
    public Kernel Create(Step step)
    {
        TensorView output = Bind(step.Output);
        return step.Operator switch
        {
            Convolution2D op => Convolution(op, step, output),
            TransposedConvolution2D op =>
                new TransposedConvolution<TVector>(op, step, Bind(step.Inputs[0]), output, TransposedWeights(op, step)),
            Pooling2D op => new Pooling<TVector>(op, step, Bind(step.Inputs[0]), output),
            NearestResize => new Resize(
                Bind(step.Inputs[0]), output, Resize.Rows(step.Inputs[0], step.Output),
                Resize.Columns(step.Inputs[0], step.Output)),
            BilinearResize op => new BilinearKernel<TVector>(op, step, Bind(step.Inputs[0]), output),
            PixelShuffle op => new PixelShuffleKernel(op.Factor, step, Bind(step.Inputs[0]), output),
            Pad2D op => new PadKernel(op, step, Bind(step.Inputs[0]), output),
            Softmax => new Softmax<TVector>(Bind(step.Inputs[0]), output),
            Copy => new CopyKernel(Bind(step.Inputs[0]), output),
            Activate op => Pointwise(new ActivateOperation(op.Activation), step, output),
            Add => Pointwise(default(AddOperation), step, output),
            Modulate op => Pointwise(new ModulateOperation(op.Offset), step, output),
            Multiply when step.Inputs[1].Shape.C != step.Output.Shape.C =>
                new BroadcastMultiply(Bind(step.Inputs[0]), Bind(step.Inputs[1]), output),
            Multiply => Pointwise(default(MultiplyOperation), step, output),
            _ => throw new NotSupportedException($"simd has no kernel for {step.Operator.Name}"),
        };
    }

    /// <summary>The memory of an operand.</summary>
    public TensorView Bind(View view)
    {
        if (view.IsConstant)
        {
            return plan.IsPartial
                ? throw new NotSupportedException("a constant map cannot be cut into tiles or bands")
                : weights.Activation(Constant(view));
        }

        nint pixelStride = view.Buffer.C, rowStride = pixelStride * view.Buffer.W;
        nint corner = (view.Region.Top - view.BufferRegion.Top) * rowStride + (view.Region.Left - view.BufferRegion.Left)
            * pixelStride;
        return new TensorView(arena.Pointer + view.Offset + corner + view.FirstChannel, view.Shape, pixelStride, rowStride);
    }

    private Tensor Constant(View view) => view.IsConstant
        ? plan.Constants[view.Constant]
        : throw new NotSupportedException("weights must be constants");

    private PackedWeights[] TransposedWeights(TransposedConvolution2D op, Step step)
    {
        Tensor? bias = op.HasBias ? Constant(step.Inputs[TransposedConvolution2D.BiasIndex]) : null;
        return weights.Transposed(op, Constant(step.Inputs[TransposedConvolution2D.WeightsIndex]), bias);
    }

    private Kernel Convolution(Convolution2D op, Step step, TensorView output)
    {
        Tensor kernel = Constant(step.Inputs[Convolution2D.WeightsIndex]);
        Tensor? bias = op.HasBias ? Constant(step.Inputs[Convolution2D.BiasIndex]) : null;
        bool modulated = op.ModulationOffset is not null;
        TensorView scale = modulated ? Bind(step.Inputs[op.ScaleIndex]) : output;
        TensorView shift = modulated ? Bind(step.Inputs[op.ScaleIndex + 1]) : output;
        TensorView residual = op.HasResidual ? Bind(step.Inputs[op.ResidualIndex]) : output;
        TensorView input = Bind(step.Inputs[Convolution2D.InputIndex]);
        WindowOrigin origin = WindowOrigin.Of(
            step.Inputs[Convolution2D.InputIndex], step.Output, op.Stride, op.Padding, op.Padding);
        if (algorithm.For(op, step, kernel.Shape, output) == ConvolutionAlgorithm.Direct)
        {
            bool fetches = DirectConvolution<TVector>.IsPointwise(op, input, kernel.Shape[2], kernel.Shape[3]);
            return new DirectConvolution<TVector>(
                op, origin, input, output, weights.Convolution(kernel, bias), kernel.Shape[2], kernel.Shape[3],
                Epilogue<TVector>.Create(op, output, scale, shift, residual, streams: !fetches));
        }

        if (op.Dilation == 1)
            return Winograd(output, origin, input, Epilogue<TVector>.Create(op, output, scale, shift, residual, streams: false));
        return new DilatedWinograd(DilatedWinograd.Phases(op.Dilation, origin, input, output).Select(phase =>
        {
            TensorView part = phase.Part(output);
            var epilogue = Epilogue<TVector>.Create(
                op, part, phase.Part(scale), phase.Part(shift), phase.Part(residual), streams: false);
            return Winograd(part, phase.Origin, phase.Input, epilogue);
        }));

        WinogradKernel Winograd(TensorView part, WindowOrigin first, TensorView read, Epilogue<TVector> epilogue)
        {
            string name = algorithm.For(op, step, kernel.Shape, part);
            if (name == ConvolutionAlgorithm.Winograd6) return WinogradOf<WinogradTile6>(part, first, read, epilogue);

            // Also for parts so small that the rule would compute them directly, were they layers of their own.
            return name == ConvolutionAlgorithm.Winograd4
                ? WinogradOf<WinogradTile4>(part, first, read, epilogue)
                : WinogradOf<WinogradTile2>(part, first, read, epilogue);
        }

        WinogradKernel WinogradOf<TTile>(TensorView part, WindowOrigin first, TensorView read, Epilogue<TVector> epilogue)
            where TTile : struct, IWinogradTile =>
            new WinogradConvolution<TVector, TTile>(first, read, part, weights.Winograd<TTile>(kernel, bias), epilogue, threads);
    }

    private Pointwise<TVector, TOperation> Pointwise<TOperation>(TOperation operation, Step step, TensorView output)
        where TOperation : struct, IPointwiseOperation => new(operation, [.. step.Inputs.Select(Bind)], output);
}
