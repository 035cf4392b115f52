using GpuRetinex.Weights;

namespace GpuRetinex.Networks;

/// <summary>Opens weights for a network, whatever container they came in.</summary>
public static class NetworkWeights
{
    /// <summary>
    /// Opens a file of any known format; a TensorFlow checkpoint's kernels are turned to this project's layout.
    /// </summary>
    /// <exception cref="InvalidFileException">The file can't be read.</exception>
    public static WeightSet Open(string path)
    {
        WeightSet weights = WeightFile.Open(path);
        if (weights.Format != WeightFormat.TensorFlowBundle) return weights;
        using (weights) return TensorFlowLayout.ToOihw(weights);
    }
}
