using System.Collections.Immutable;
using GpuRetinex.Tensors;

namespace GpuRetinex.Golden;

/// <summary>How the values of one tensor come about.</summary>
/// <param name="Key">The tensor's name in the official checkpoint.</param>
/// <param name="Shape">Its shape.</param>
internal abstract record ParameterRow(string Key, Shape Shape)
{
    /// <summary>Whether the tensor is another's, not a copy of its own.</summary>
    public virtual bool IsAlias => false;

    /// <param name="prefix">What comes before the key in the hashed name.</param>
    /// <param name="earlier">The tensors of the rows above, by key.</param>
    public abstract Tensor Generate(string prefix, IReadOnlyDictionary<string, Tensor> earlier);

    /// <summary>c + s·r, see <see cref="ProceduralTensor"/>.</summary>
    public sealed record Affine(string Key, Shape Shape, double Centre, double Spread) : ParameterRow(Key, Shape)
    {
        public override Tensor Generate(string prefix, IReadOnlyDictionary<string, Tensor> earlier) =>
            ProceduralTensor.Affine(prefix + Key, Shape, Centre, Spread);
    }

    /// <summary>A list of values, over and over.</summary>
    public sealed record Constant(string Key, Shape Shape, ImmutableArray<float> Values) : ParameterRow(Key, Shape)
    {
        public override Tensor Generate(string prefix, IReadOnlyDictionary<string, Tensor> earlier)
        {
            var tensor = new Tensor(Shape);
            for (int i = 0; i < tensor.Data.Length; i++) tensor.Data[i] = Values[i % Values.Length];
            return tensor;
        }
    }

    /// <summary>The tensor of an earlier row.</summary>
    public sealed record Alias(string Key, Shape Shape, string Other) : ParameterRow(Key, Shape)
    {
        public override bool IsAlias => true;

        public override Tensor Generate(string prefix, IReadOnlyDictionary<string, Tensor> earlier) =>
            new(Shape, earlier[Other].Data);
    }

    /// <summary>Spectral norm's u: 0.5·r with 1 in front.</summary>
    public sealed record SpectralU(string Key, Shape Shape) : ParameterRow(Key, Shape)
    {
        private const double Spread = 0.5;

        public override Tensor Generate(string prefix, IReadOnlyDictionary<string, Tensor> earlier)
        {
            Tensor u = ProceduralTensor.Affine(prefix + Key, Shape, 0, Spread);
            u.Data[0] = 1;
            return u;
        }
    }

    /// <summary>Spectral norm's v: the weights of the first output channel.</summary>
    public sealed record SpectralV(string Key, Shape Shape, string Weight) : ParameterRow(Key, Shape)
    {
        public override Tensor Generate(string prefix, IReadOnlyDictionary<string, Tensor> earlier) =>
            new(Shape, earlier[Weight].Data[..(int)Shape.Count]);
    }
}
