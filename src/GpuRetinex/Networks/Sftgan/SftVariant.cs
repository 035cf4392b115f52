namespace GpuRetinex.Networks.Sftgan;

/// <summary>The two generators that were published. They have equally many tensors and differ in formulas.</summary>
public enum SftVariant
{
    /// <summary>SFT_Net, trained with PyTorch: y = x·(scale + 1) + shift, enlarged by pixel shuffles.</summary>
    PyTorch,

    /// <summary>
    /// SFT_Net_torch, the paper's model, trained with Torch: y = x·scale + shift, enlarged by nearest neighbour.
    /// </summary>
    Torch,
}
