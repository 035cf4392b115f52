using GpuRetinex.Devices;
using GpuRetinex.Operators;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Profiles;

/// <summary>What a step of a plan takes, and what it could take at least.</summary>
/// <param name="Step">The step.</param>
/// <param name="Algorithm">How the device computes it.</param>
/// <param name="Milliseconds">The median of several runs.</param>
/// <param name="RoofMilliseconds">The least time that the device's measured peak allows.</param>
internal sealed record StepTime(Step Step, string Algorithm, double Milliseconds, double RoofMilliseconds)
{
    public StepTime(StepProfile profile, double milliseconds, DevicePeak peak)
        : this(
            profile.Step, profile.Algorithm, milliseconds,
            peak.RoofMilliseconds(profile.Step.Flops, profile.Step.Bytes))
    {
    }

    /// <summary>
    /// The operator with its kernel, channels and what is fused to it, such as "Convolution2D 3x3 32->64 +residual".
    /// </summary>
    public string Operator
    {
        get
        {
            Shape[] maps = Step.MapShapes;
            return Step.Operator switch
            {
                Convolution2D op => $"{op.Name} {Kernel(maps[1])} {maps[1][1]}->{maps[1][0]}{Extras(op)}",
                TransposedConvolution2D op => $"{op.Name} {Kernel(maps[1])} {maps[1][0]}->{maps[1][1]}",
                Pooling2D op => $"{op.Name} {op.Kind.ToString().ToLowerInvariant()} {maps[0].C}",
                _ => $"{Step.Operator.Name} {Step.Output.Shape.C}",
            };
        }
    }

    /// <summary>Pixels of the output, as users write sizes.</summary>
    public string Size => $"{Step.Output.Shape.W}x{Step.Output.Shape.H}";

    private static string Kernel(Shape weights) => $"{weights[2]}x{weights[3]}";

    private static string Extras(Convolution2D op)
    {
        string text = op.Stride > 1 ? $" /{op.Stride}" : "";
        if (op.Dilation > 1) text += $" dilated {op.Dilation}";
        if (op.ModulationOffset is not null) text += " +modulation";
        if (op.HasResidual) text += " +residual";
        return text;
    }
}
