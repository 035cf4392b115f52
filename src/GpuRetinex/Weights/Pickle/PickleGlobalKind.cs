namespace GpuRetinex.Weights.Pickle;

/// <summary>What the allowed names of a pickle stand for.</summary>
internal enum PickleGlobalKind
{
    /// <summary>collections.OrderedDict.</summary>
    OrderedDictionary,

    /// <summary>A tensor as a view of a storage.</summary>
    Tensor,

    /// <summary>A tensor that is trained.</summary>
    Parameter,

    /// <summary>The type of a storage.</summary>
    Storage,

    /// <summary>torch.Size: a tuple.</summary>
    Size,

    /// <summary>torch.device: a text.</summary>
    Device,

    /// <summary>An element type such as torch.float32, as a value.</summary>
    ElementType,
}
