using GpuRetinex.Metrics;
using GpuRetinex.Tensors;

namespace GpuRetinex.Golden;

/// <summary>A tensor that a golden file expects: all of it, or selected elements and statistics of the whole.</summary>
/// <param name="Name">Its name in the file: output/NAME or stage/NAME.</param>
/// <param name="Values">The values that the file holds.</param>
/// <param name="Selection">Which elements those are; null for all.</param>
/// <param name="Statistics">Mean, standard deviation, minimum, maximum, sum, sum of magnitudes of the whole tensor, or
/// null.</param>
public sealed record Expectation(string Name, Tensor Values, Selection? Selection, Tensor? Statistics)
{
    /// <summary>Ends the name of the entry that compares statistics.</summary>
    public const string StatisticsSuffix = "#stats";

    /// <summary>Compares a whole tensor with what is expected of it.</summary>
    /// <param name="actual">The whole tensor; axes of extent 1 may be more or fewer than in the file.</param>
    /// <param name="tolerance">Largest relative L2 error that passes.</param>
    /// <returns>One entry for the elements, and one for the statistics if there are any.</returns>
    /// <exception cref="ArgumentException">The tensor has another shape.</exception>
    public IEnumerable<ParityReport.Entry> Compare(Tensor actual, double tolerance)
    {
        Tensor whole = Reshape(actual, Selection?.Whole ?? Values.Shape);
        yield return new ParityReport.Entry(
            Name, whole.Shape, TensorDistance.Between(Selection?.Of(whole) ?? whole, Values, tolerance), Selection);
        if (Statistics is null) yield break;
        Tensor measured = TensorStatistics.Of(whole), expected = TensorStatistics.PerElement(Statistics, whole.Shape.Count);
        yield return new ParityReport.Entry(
            Name + StatisticsSuffix, expected.Shape, TensorDistance.Between(measured, expected, tolerance));
    }

    /// <summary>The same values, where the shapes differ only by axes of extent 1.</summary>
    private static Tensor Reshape(Tensor tensor, Shape shape) =>
        Long(tensor.Shape).SequenceEqual(Long(shape)) ? new Tensor(shape, tensor.Data) : tensor;

    private static IEnumerable<int> Long(Shape shape) => shape.Extents.ToArray().Where(extent => extent != 1);
}
