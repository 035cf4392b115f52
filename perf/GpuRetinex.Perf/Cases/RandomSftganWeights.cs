using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Perf.Cases;

/// <summary>Random weights for SFTGAN's networks at the widths of its authors.</summary>
internal sealed class RandomSftganWeights
{
    private const int Features = 64, Condition = 32, Hidden = 128, Classes = 8, ResidualBlocks = 16;

    private readonly Random _random = new(2018);
    private readonly List<StoredTensor> _tensors = [];

    private RandomSftganWeights()
    {
    }

    /// <summary>The generator SFT_Net.</summary>
    public static WeightSet SftNet()
    {
        var weights = new RandomSftganWeights();
        weights.Convolution("conv0", 3, Features, 3);
        for (int block = 0; block < ResidualBlocks; block++)
        {
            for (int i = 0; i < 2; i++)
            {
                weights.Modulation($"sft_branch.{block}.sft{i}");
                weights.Convolution($"sft_branch.{block}.conv{i}", Features, Features, 3);
            }
        }

        weights.Modulation($"sft_branch.{ResidualBlocks}");
        weights.Convolution($"sft_branch.{ResidualBlocks + 1}", Features, Features, 3);
        foreach (int layer in new[] { 0, 3 }) weights.Convolution($"HR_branch.{layer}", Features, 4 * Features, 3);
        weights.Convolution("HR_branch.6", Features, Features, 3);
        weights.Convolution("HR_branch.8", Features, 3, 3);
        weights.Convolution("CondNet.0", Classes, Hidden, 4);
        foreach (int layer in new[] { 2, 4, 6 }) weights.Convolution($"CondNet.{layer}", Hidden, Hidden, 1);
        weights.Convolution("CondNet.8", Hidden, Condition, 1);
        return new WeightSet("random SFT_Net weights", weights._tensors);
    }

    /// <summary>The segmentation OutdoorSceneSeg.</summary>
    public static WeightSet OutdoorSceneSeg()
    {
        const int firstBlock = 10, stem = 128, last = 512;
        var weights = new RandomSftganWeights();
        weights.Normalised("feature", 0, 3, Features, 3);
        weights.Normalised("feature", 3, Features, Features, 3);
        weights.Normalised("feature", 6, Features, stem, 3);
        int index = firstBlock, inputs = stem;
        foreach ((int blocks, int middle) in new[] { (3, 64), (4, 128), (23, 256), (3, 512) })
        {
            for (int block = 0; block < blocks; block++, index++)
            {
                weights.Normalised($"feature.{index}.res", 0, inputs, middle, 1);
                weights.Normalised($"feature.{index}.res", 3, middle, middle, 3);
                weights.Normalised($"feature.{index}.res", 6, middle, 4 * middle, 1);
                if (block == 0) weights.Normalised($"feature.{index}.proj", 0, inputs, 4 * middle, 1);
                inputs = 4 * middle;
            }
        }

        weights.Normalised("feature", index, inputs, last, 3);
        weights.Convolution($"feature.{index + 4}", last, Classes, 1);
        weights.Add("deconv.weight", RandomTensors.Uniform(weights._random, new Shape(Classes, 1, 16, 16), 0, 0.1f));
        return new WeightSet("random OutdoorSceneSeg weights", weights._tensors);
    }

    private void Modulation(string scope)
    {
        foreach (string part in new[] { "scale", "shift" })
        {
            Convolution($"{scope}.SFT_{part}_conv0", Condition, Condition, 1);
            Convolution($"{scope}.SFT_{part}_conv1", Condition, Features, 1);
        }
    }

    private void Convolution(string name, int inputs, int outputs, int kernel)
    {
        Add($"{name}.weight", RandomTensors.Weights(_random, outputs, inputs, kernel, kernel));
        Add($"{name}.bias", RandomTensors.Bias(_random, outputs));
    }

    /// <summary>A convolution without bias, and statistics that halve what it gives: sums of residuals stay small.</summary>
    private void Normalised(string scope, int index, int inputs, int outputs, int kernel)
    {
        Add($"{scope}.{index}.weight", RandomTensors.Weights(_random, outputs, inputs, kernel, kernel));
        string name = $"{scope}.{index + 1}";
        var channels = new Shape(outputs);
        Add($"{name}.weight", RandomTensors.Uniform(_random, channels, 0.4f, 0.6f));
        Add($"{name}.bias", RandomTensors.Bias(_random, outputs));
        Add($"{name}.running_mean", RandomTensors.Bias(_random, outputs));
        Add($"{name}.running_var", RandomTensors.Uniform(_random, channels, 0.9f, 1.1f));
    }

    private void Add(string name, Tensor tensor) => _tensors.Add(StoredTensor.FromTensor(name, tensor));
}
