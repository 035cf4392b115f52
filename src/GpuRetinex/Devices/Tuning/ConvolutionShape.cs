using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices.Tuning;

/// <summary>What the time of a convolution depends on.</summary>
/// <param name="Inputs">Input channels.</param>
/// <param name="Outputs">Output channels.</param>
/// <param name="KernelHeight">Rows of the kernel.</param>
/// <param name="KernelWidth">Columns of the kernel.</param>
/// <param name="Stride">The stride.</param>
/// <param name="Dilation">The dilation.</param>
/// <param name="Batch">Pictures.</param>
/// <param name="Height">Rows of the output.</param>
/// <param name="Width">Columns of the output.</param>
public readonly record struct ConvolutionShape(
    int Inputs, int Outputs, int KernelHeight, int KernelWidth, int Stride, int Dilation, int Batch, int Height, int Width)
{
    /// <summary>The layer alone, the same for every size of picture.</summary>
    internal ConvolutionShape Layer => this with { Batch = 0, Height = 0, Width = 0 };

    /// <summary>Pixels of the output. Numbers in a file may be of any size.</summary>
    internal double Pixels => (double)Batch * Height * Width;

    /// <summary>Of a step; null where it is no convolution.</summary>
    public static ConvolutionShape? Of(Step step)
    {
        if (step.Operator is not Convolution2D op) return null;
        Shape weights = step.Inputs[Convolution2D.WeightsIndex].Shape, output = step.Output.Shape;
        return new ConvolutionShape(
            weights[1], weights[0], weights[2], weights[3], op.Stride, op.Dilation, output.N, output.H, output.W);
    }

    /// <summary>How many times as many pixels the larger of two outputs has.</summary>
    internal double RatioTo(ConvolutionShape other) => Math.Max(Pixels / other.Pixels, other.Pixels / Pixels);
}
