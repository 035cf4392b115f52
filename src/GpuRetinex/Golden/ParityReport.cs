using System.Collections.Immutable;
using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Golden;

/// <summary>How far a network on a device is from a golden file.</summary>
/// <param name="Tensors">One entry for each comparison.</param>
/// <param name="NotCompared">Names of expected whole numbers, such as labels, that the network has no output for.</param>
public sealed record ParityReport(
    string Network, string Device, string Golden, double Tolerance, IReadOnlyList<ParityReport.Entry> Tensors,
    ImmutableArray<string> NotCompared)
{
    public bool Passed => Tensors.All(entry => entry.Distance.Passed);

    /// <summary>The entry with the largest relative error; NaN counts as the largest.</summary>
    public Entry Worst =>
        Tensors.MaxBy(entry => double.IsNaN(entry.Distance.RelativeL2) ? double.PositiveInfinity : entry.Distance.RelativeL2)!;

    /// <summary>One tensor's comparison.</summary>
    /// <param name="Shape">Shape of the whole tensor.</param>
    /// <param name="Distance">How far it is off; of the selected elements, where the file keeps only those.</param>
    /// <param name="Selection">Which elements the file keeps; null for all.</param>
    public sealed record Entry(string Name, Shape Shape, TensorDistance Distance, Selection? Selection = null)
    {
        /// <summary>Indices in the whole tensor of the first element that is off, or null.</summary>
        public int[]? FirstBad
        {
            get
            {
                if (Distance.FirstBad is not { } flat) return null;
                int[] place = Coordinates(flat, Selection?.Kept ?? Shape);
                return Selection is null ? place : [.. place.Select((index, axis) => Selection.Indices[axis][index])];
            }
        }

        private static int[] Coordinates(long flat, Shape shape)
        {
            var indices = new int[shape.Rank];
            for (int axis = shape.Rank - 1; axis >= 0; axis--)
                (flat, indices[axis]) = (flat / shape[axis], (int)(flat % shape[axis]));
            return indices;
        }
    }
}
