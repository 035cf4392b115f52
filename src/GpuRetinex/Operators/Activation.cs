namespace GpuRetinex.Operators;

/// <summary>A function of one value, applied alone or in the store of a convolution.</summary>
/// <param name="Kind">Which function.</param>
/// <param name="Slope">Slope below zero of <see cref="ActivationKind.LeakyRelu"/>; 0 for the others.</param>
public readonly record struct Activation(ActivationKind Kind, float Slope = 0)
{
    public static Activation None => default;

    public static Activation Relu => new(ActivationKind.LeakyRelu);

    public static Activation Sigmoid => new(ActivationKind.Sigmoid);

    /// <exception cref="ArgumentOutOfRangeException">The slope is not within 0 and 1.</exception>
    public static Activation LeakyRelu(float slope)
    {
        if (slope is not (>= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(slope), slope, "must be within 0 and 1");
        return new Activation(ActivationKind.LeakyRelu, slope);
    }

    /// <summary>Operations for one value, as counted in FLOP figures.</summary>
    public long Flops => Kind switch { ActivationKind.None => 0, ActivationKind.LeakyRelu => 1, _ => 4 };

    /// <summary>The function itself.</summary>
    public double Apply(double x) => Kind switch
    {
        ActivationKind.None => x,
        ActivationKind.LeakyRelu => Math.Max(x, Slope * x),
        ActivationKind.Sigmoid => 1 / (1 + Math.Exp(-x)),
        _ => throw new InvalidOperationException($"unknown activation {Kind}"),
    };
}
