using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Perf.Cases;

/// <summary>
/// Random weights for ISSR at the widths of its authors: 64 channels in the restoration, 64 to 256 in the segmentation.
/// </summary>
internal sealed class OfficialIssrWeights
{
    private const int Features = 64, Hidden = 32, ResidualBlocks = 4;

    private readonly Random _random = new(2020);
    private readonly List<StoredTensor> _tensors = [];

    private OfficialIssrWeights()
    {
        Decomposition();
        Segmentation();
        Restoration();
        Relighting();
    }

    public static WeightSet Create() => new("random ISSR weights", new OfficialIssrWeights()._tensors);

    private void Decomposition()
    {
        Layers("DecomNet/", "weights", "biases",
            ("g_conv1_1", 3, 32, 3), ("g_conv2_1", 32, 64, 3), ("g_conv3_1", 64, 128, 3), ("g_conv8_1", 128, 64, 3),
            ("g_conv9_1", 64, 32, 3), ("g_conv10", 32, 3, 1), ("l_conv1_2", 32, 32, 3), ("l_conv1_4", 64, 1, 1));
        Upsampling("DecomNet/");
    }

    private void Segmentation()
    {
        Layers("SegNet/", "kernel", "bias",
            ("conv1_1", 3, 64, 3), ("conv1_2", 64, 64, 3), ("conv2d", 64, 128, 3), ("conv2d_1", 128, 128, 3),
            ("conv2d_2", 128, 256, 3), ("conv2d_3", 256, 256, 3), ("conv2d_4", 256, 256, 3), ("conv2d_5", 256, 256, 3),
            ("conv2d_6", 256, 256, 3), ("conv2d_7", 256, 256, 3), ("conv2d_8", 256, 256, 3));
        Layers("SegNet/Upscale/", "kernel", "bias",
            ("conv2d", 256, 128, 3), ("conv2d_1", 128, 64, 3), ("conv2d_2", 64, 64, 3),
            ("conv2d_3", 256, 64, 3), ("conv2d_4", 64, 64, 3), ("conv2d_5", 64, 3, 1));
    }

    private void Restoration()
    {
        Layers("DenoiseNet/", "kernel", "bias",
            ("conv2d", 3, Hidden, 3), ("conv2d_1", Hidden, Features, 3),
            ("conv2d_2", 3, Hidden, 3), ("conv2d_3", Hidden, Features, 3));
        Layers("DenoiseNet/RDN/", "kernel", "bias",
            ("conv2d", 4, Features, 3), ("conv2d_1", Features, Features, 3), ("conv2d_2", 4 * Features, Features, 1),
            ("conv2d_3", Features, Features, 3), ("conv2d_4", Features, Features, 3), ("conv2d_5", Features, 3, 3));

        foreach (int block in new[] { 1, 3, 4, 5, 6, 8 })
        {
            int inputs = block == 5 ? 2 * Features : Features;
            Block($"DenoiseNet/RDN/RDB{block}/", ("conv2d", inputs, Features, 1), ("conv2d_1", inputs + Features, Features, 1));
        }

        foreach (int block in new[] { 2, 7 })
        {
            string scope = $"DenoiseNet/RDN/RIRB{block}/";
            Block(
                scope,
                ("conv2d", Features, Features, 1), ("conv2d_2", Features, Features, 1), ("conv2d_3", 2 * Features, Features, 1));
            Add(scope + "conv2d_1/kernel", RandomTensors.Weights(_random, Features, Features, 1, 1));
        }
    }

    private void Relighting()
    {
        Layers("RelightNet/", "weights", "biases",
            ("o_conv1_1", 4, 32, 3), ("o_conv2_1", 32, 64, 3), ("o_conv3_1", 64, 128, 3), ("o_conv4_1", 128, 64, 3),
            ("o_conv5_1", 64, 32, 3), ("o_conv6", 32, 32, 1), ("l_conv1", 2, 32, 3), ("l_conv2", 32, 32, 3),
            ("l_conv4", 64, 32, 3), ("l_conv5", 32, 32, 3), ("l_conv6", 32, 1, 1));
        Upsampling("RelightNet/");
    }

    private void Upsampling(string scope)
    {
        Add(scope + "g_up_1/weights", RandomTensors.Weights(_random, 128, 64, 2, 2));
        Add(scope + "g_up_2/weights", RandomTensors.Weights(_random, 64, 32, 2, 2));
    }

    private void Block(string scope, params ReadOnlySpan<(string Name, int Inputs, int Outputs, int Kernel)> layers)
    {
        Layers(scope, "kernel", "bias", layers);
        for (int i = 0; i < ResidualBlocks; i++)
            Layers(
                $"{scope}resBlock{i}/", "kernel", "bias",
                ("conv2d", Features, Features, 3), ("conv2d_1", Features, Features, 3));
    }

    private void Layers(
        string scope, string weights, string bias, params ReadOnlySpan<(string Name, int Inputs, int Outputs, int Kernel)> layers)
    {
        foreach ((string name, int inputs, int outputs, int kernel) in layers)
        {
            Add($"{scope}{name}/{weights}", RandomTensors.Weights(_random, outputs, inputs, kernel, kernel));
            Add($"{scope}{name}/{bias}", RandomTensors.Bias(_random, outputs));
        }
    }

    private void Add(string name, Tensor tensor) => _tensors.Add(StoredTensor.FromTensor(name, tensor));
}
