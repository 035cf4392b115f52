using System.Text;
using GpuRetinex.Tensors;

namespace GpuRetinex.Golden;

/// <summary>
/// Tensors that follow from their names, so that reference files need not carry weights. Element i is c + s·r with r in [−1, 1)
/// from the upper 24 bits of output i + 1 of SplitMix64 (Steele, Lea, Flood, "Fast Splittable Pseudorandom Number Generators",
/// OOPSLA 2014), whose state begins at the FNV-1a hash of the name. All of it is exact but the product, the sum and the final
/// rounding to float32, one rounding each.
/// </summary>
public static class ProceduralTensor
{
    private const ulong HashBasis = 0xCBF29CE484222325;
    private const ulong HashPrime = 0x100000001B3;
    private const ulong Increment = 0x9E3779B97F4A7C15;
    private const int UnusedBits = 40;
    private const double Middle = 1 << 23;

    /// <summary>The tensor of a name.</summary>
    /// <param name="hashedName">The name that the values follow from.</param>
    /// <param name="shape">Any shape.</param>
    /// <param name="centre">c.</param>
    /// <param name="spread">s.</param>
    public static Tensor Affine(string hashedName, Shape shape, double centre, double spread)
    {
        var values = new float[shape.Count];
        ulong state = Hash(hashedName);
        for (int i = 0; i < values.Length; i++)
        {
            state += Increment;
            double r = ((Mix(state) >> UnusedBits) - Middle) / Middle;
            values[i] = (float)(centre + (spread * r));
        }

        return new Tensor(shape, values);
    }

    /// <summary>FNV-1a over the name's UTF-8 bytes, 64 bits (Fowler, Noll, Vo; draft-eastlake-fnv).</summary>
    public static ulong Hash(string name)
    {
        ulong hash = HashBasis;
        foreach (byte next in Encoding.UTF8.GetBytes(name)) hash = (hash ^ next) * HashPrime;
        return hash;
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
