namespace GpuRetinex.Weights;

/// <summary>
/// Turns TensorFlow's convolution kernels into this project's layout. A convolution kernel [kh,kw,in,out] becomes
/// [out,in,kh,kw], a transposed convolution's [kh,kw,out,in] (g_up_*/weights) becomes [in,out,kh,kw]: both are the same
/// permutation, so every tensor of rank 4 is treated alike. Source: specs/issr.md, section 5.
/// </summary>
public static class TensorFlowLayout
{
    /// <summary>Metadata key that says how convolution kernels are laid out.</summary>
    public const string LayoutKey = "layout";

    /// <summary>The layout of this project's weights.</summary>
    public const string Oihw = "OIHW";

    /// <summary>
    /// A copy of the bundle with kernels permuted, other tensors as they were, and "layout" = "OIHW" in the metadata.
    /// It does not need the bundle any longer.
    /// </summary>
    /// <exception cref="InvalidFileException">The set is no TensorFlow bundle, or was permuted already.</exception>
    public static WeightSet ToOihw(WeightSet bundle)
    {
        if (bundle.Format != WeightFormat.TensorFlowBundle || bundle.Metadata.ContainsKey(LayoutKey))
        {
            string layout = bundle.Metadata.GetValueOrDefault(LayoutKey, "unknown");
            throw new InvalidFileException(
                bundle.Path,
                $"is not a bundle as TensorFlow wrote it, but {bundle.Format} with layout {layout}",
                "Import it without changing the layout.");
        }

        var metadata = new Dictionary<string, string>(bundle.Metadata) { [LayoutKey] = Oihw };
        return new WeightSet(bundle.Path, bundle.Format, bundle.Tensors.Select(Permute), metadata, bundle.Unreadable);
    }

    private static StoredTensor Permute(StoredTensor tensor)
    {
        if (tensor.Shape.Rank != 4)
            return new StoredTensor(tensor.Name, tensor.ElementType, tensor.Shape, tensor.Bytes.ToArray());
        StridedView kernel = StridedView.Permuted(tensor.Shape, [3, 2, 0, 1]);
        byte[] bytes = kernel.Gather(tensor.Bytes.Span, tensor.ElementType.Size());
        return new StoredTensor(tensor.Name, tensor.ElementType, kernel.Shape, bytes);
    }
}
