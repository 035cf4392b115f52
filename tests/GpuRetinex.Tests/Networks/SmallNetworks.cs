using GpuRetinex.Golden;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Networks;

/// <summary>Untrained weights of few channels with the names of the official checkpoints; the same every time.</summary>
internal static class SmallNetworks
{
    private const int Features = 8, Condition = 4, Classes = 8;

    /// <summary>SFTGAN's generator with two residual blocks.</summary>
    /// <param name="torch">Whether it is SFT_Net_torch.</param>
    public static IEnumerable<StoredTensor> SftNet(bool torch = false)
    {
        var layers = new LayerList("weight", "bias");
        layers.Convolution("conv0", Features, 3, 3);
        for (int block = 0; block < 2; block++)
        {
            foreach (string sft in new[] { "sft0", "sft1" }) Modulation(layers, $"sft_branch.{block}.{sft}");
            foreach (string conv in new[] { "conv0", "conv1" })
                layers.Convolution($"sft_branch.{block}.{conv}", Features, Features, 3);
        }

        Modulation(layers, "sft_branch.2");
        layers.Convolution("sft_branch.3", Features, Features, 3);
        foreach (string layer in torch ? new[] { "1", "4" } : ["0", "3"])
            layers.Convolution($"HR_branch.{layer}", torch ? Features : 4 * Features, Features, 3);
        layers.Convolution("HR_branch.6", Features, Features, 3);
        layers.Convolution("HR_branch.8", 3, Features, 3);
        layers.Convolution("CondNet.0", Features, Classes, 4);
        foreach (string layer in new[] { "2", "4", "6" }) layers.Convolution($"CondNet.{layer}", Features, Features, 1);
        layers.Convolution("CondNet.8", Condition, Features, 1);
        return layers.Tensors;
    }

    /// <summary>OutdoorSceneSeg.</summary>
    public static IEnumerable<StoredTensor> OutdoorSceneSeg()
    {
        var layers = new LayerList("weight", "bias");
        foreach ((int index, int outputs, int inputs) in new[] { (0, 4, 3), (3, 4, 4), (6, 8, 4) })
            Normalised(layers, "feature.", index, outputs, inputs, 3);
        int channels = 8, block = 10;
        foreach ((int blocks, int middle) in new[] { (3, 2), (4, 2), (23, 2), (3, 4) })
        {
            int outputs = 4 * middle;
            for (int i = 0; i < blocks; i++, block++)
            {
                Normalised(layers, $"feature.{block}.res.", 0, middle, channels, 1);
                Normalised(layers, $"feature.{block}.res.", 3, middle, middle, 3);
                Normalised(layers, $"feature.{block}.res.", 6, outputs, middle, 1);
                if (i == 0) Normalised(layers, $"feature.{block}.proj.", 0, outputs, channels, 1);
                channels = outputs;
            }
        }

        Normalised(layers, "feature.", 43, 8, channels, 3);
        layers.Convolution("feature.47", Classes, 8, 1);
        layers.Add("deconv.weight", 0, 0.2, Classes, 1, 16, 16);
        return layers.Tensors;
    }

    /// <summary>The cascade's denoiser; its correction is small beside the picture.</summary>
    public static IEnumerable<StoredTensor> Denoiser()
    {
        var layers = new LayerList("blob0", "blob1");
        layers.Convolution("conv0", 4, 3, 5, gain: 0.01);
        CaffeNormalised(layers, "conv1", "conv1_bn", "conv1_Scale", 8, 4, 3);
        CaffeNormalised(layers, "conv2", "conv2_bn", "conv2_Scale", 8, 8, 3);
        CaffeNormalised(layers, "conv3", "conv3_bn", "conv3_Scale", 8, 12, 3);
        for (int residual = 1; residual <= 3; residual++)
        {
            (string, int, int, int)[] parts = [("2a", 2, 8, 1), ("2b", 2, 2, 3), ("2c", 8, 2, 1)];
            foreach ((string part, int outputs, int inputs, int kernel) in parts)
            {
                string name = $"residual_{residual}_branch{part}";
                CaffeNormalised(
                    layers, name, $"residual_{residual}_bn_branch{part}", $"residual_{residual}_scale_branch{part}", outputs,
                    inputs, kernel, bias: false);
            }
        }

        foreach (string upsample in new[] { "upsample_r2", "upsample" })
        {
            layers.Add($"{upsample}.blob0", 0, 0.1, 8, 4, 4, 4);
            layers.Add($"{upsample}.blob1", 0, 0.1, 4);
        }

        layers.Convolution("concat_reduction", 3, 8, 3);
        return layers.Tensors;
    }

    /// <summary>The cascade's denoiser with DeepLab behind it, or VGG-16 for 10 classes.</summary>
    public static IEnumerable<StoredTensor> Cascade(bool segments)
    {
        var layers = new LayerList("blob0", "blob1");
        int channels = 3;
        foreach ((int group, int convolutions) in new[] { (1, 2), (2, 2), (3, 3), (4, 3), (5, 3) })
        {
            for (int i = 1; i <= convolutions; i++, channels = 4)
                layers.Convolution($"conv{group}_{i}", 4, channels, 3, gain: channels == 3 ? 0.01 : 1);
        }

        if (segments)
        {
            layers.Convolution("fc6", 6, 4, 3);
            layers.Convolution("fc7", 6, 6, 1);
            layers.Convolution("fc8_voc12", 21, 6, 1);
        }
        else
        {
            foreach ((string name, int outputs, int inputs) in new[] { ("fc6", 6, 4 * 49), ("fc7", 6, 6), ("fc8", 10, 6) })
            {
                layers.Add($"{name}.blob0", 0, Math.Sqrt(3.0 / inputs), outputs, inputs);
                layers.Add($"{name}.blob1", 0, 0.05, outputs);
            }
        }

        return [.. Denoiser(), .. layers.Tensors];
    }

    /// <summary>DnCNN of three layers.</summary>
    /// <param name="gain">0 for one that finds no noise.</param>
    public static IEnumerable<StoredTensor> DnCnn(double gain = 0.1)
    {
        var layers = new LayerList("weight", "bias");
        layers.Convolution("model.0", 4, 1, 3);
        layers.Convolution("model.2", 4, 4, 3);
        layers.Convolution("model.4", 1, 4, 3, gain);
        return layers.Tensors;
    }

    private static void Modulation(LayerList layers, string name)
    {
        foreach (string kind in new[] { "scale", "shift" })
        {
            layers.Convolution($"{name}.SFT_{kind}_conv0", Condition, Condition, 1);
            layers.Convolution($"{name}.SFT_{kind}_conv1", Features, Condition, 1);
        }
    }

    private static void Normalised(LayerList layers, string scope, int index, int outputs, int inputs, int kernel)
    {
        layers.Convolution($"{scope}{index}", outputs, inputs, kernel, bias: false);
        string normalisation = $"{scope}{index + 1}";
        layers.Add($"{normalisation}.weight", 1, 0.1, outputs);
        layers.Add($"{normalisation}.bias", 0, 0.1, outputs);
        layers.Add($"{normalisation}.running_mean", 0, 0.1, outputs);
        layers.Add($"{normalisation}.running_var", 1.25, 0.25, outputs);
    }

    private static void CaffeNormalised(
        LayerList layers, string name, string normalisation, string scale, int outputs, int inputs, int kernel, bool bias = true)
    {
        layers.Convolution(name, outputs, inputs, kernel, bias: bias);
        layers.Add($"{normalisation}.blob0", 0, 20, outputs);
        layers.Add($"{normalisation}.blob1", 250, 50, outputs);
        layers.Add($"{normalisation}.blob2", 200, 0, 1);
        layers.Add($"{scale}.blob0", 1, 0.1, outputs);
        layers.Add($"{scale}.blob1", 0, 0.1, outputs);
    }

    /// <summary>Tensors of layers, their values of a size that keeps the layers' outputs near 1.</summary>
    private sealed class LayerList(string weights, string biases)
    {
        public List<StoredTensor> Tensors { get; } = [];

        public void Convolution(string name, int outputs, int inputs, int kernel, double gain = 1, bool bias = true)
        {
            Add($"{name}.{weights}", 0, gain * Math.Sqrt(3.0 / (inputs * kernel * kernel)), outputs, inputs, kernel, kernel);
            if (bias) Add($"{name}.{biases}", 0, gain * 0.05, outputs);
        }

        public void Add(string name, double centre, double spread, params int[] extents) =>
            Tensors.Add(StoredTensor.FromTensor(name, ProceduralTensor.Affine(name, new Shape(extents), centre, spread)));
    }
}
