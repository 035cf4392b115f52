using System.Collections.Immutable;
using System.Globalization;
using GpuRetinex.Tensors;

namespace GpuRetinex.Networks;

/// <summary>Weights by which the probabilities of a segmentation's classes are multiplied, so that a user can steer it.</summary>
public sealed class ClassPrior
{
    private readonly float[] _weights;

    private ClassPrior(float[] weights) => _weights = weights;

    /// <summary>Reads weights such as "sky=0.2,grass=1.5"; a class that is not named has the weight 1.</summary>
    /// <param name="text">Names and weights.</param>
    /// <param name="classes">The classes.</param>
    /// <exception cref="FormatException">A class is unknown or named twice, or a weight is no number from 0 up; the message says
    /// which.</exception>
    public static ClassPrior Parse(string text, ImmutableArray<SegmentationClass> classes)
    {
        var weights = new float[classes.Length];
        Array.Fill(weights, 1);
        var named = new HashSet<int>();
        foreach (string part in text.Split(','))
        {
            string[] sides = part.Split('=', StringSplitOptions.TrimEntries);
            if (sides.Length != 2) throw new FormatException($"'{part}' is not CLASS=WEIGHT");
            int index = classes.IndexOf(classes.FirstOrDefault(one => one.Name == sides[0])!);
            if (index < 0)
                throw new FormatException(
                    $"there is no class '{sides[0]}'; classes are {string.Join(", ", classes.Select(one => one.Name))}");
            if (!named.Add(index)) throw new FormatException($"the class '{sides[0]}' is named twice");
            bool isNumber = float.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out float weight);
            if (!isNumber || !float.IsFinite(weight) || weight < 0)
                throw new FormatException($"'{sides[1]}' is no weight from 0 up");
            weights[index] = weight;
        }

        return new ClassPrior(weights);
    }

    /// <summary>
    /// Multiplies in place and divides each pixel by its new sum. A pixel whose classes all get the weight 0 stays as it is.
    /// </summary>
    /// <param name="probabilities">[1,C,H,W].</param>
    public void Apply(Tensor probabilities)
    {
        int plane = probabilities.Shape.H * probabilities.Shape.W;
        for (int i = 0; i < plane; i++)
        {
            float sum = 0;
            for (int c = 0; c < _weights.Length; c++) sum += _weights[c] * probabilities.Data[(c * plane) + i];
            if (sum <= 0) continue;
            for (int c = 0; c < _weights.Length; c++) probabilities.Data[(c * plane) + i] *= _weights[c] / sum;
        }
    }
}
