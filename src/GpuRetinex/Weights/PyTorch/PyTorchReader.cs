using GpuRetinex.Tensors;
using GpuRetinex.Weights.Pickle;

namespace GpuRetinex.Weights.PyTorch;

/// <summary>
/// Reads PyTorch checkpoints, zip and legacy. The pickle in them is read by <see cref="PickleMachine"/>, which executes nothing.
/// </summary>
internal static class PyTorchReader
{
    private const string TryAgain = "Copy or download it again.";
    private const long SmallFile = 1 << 24;
    private const long LargestExpansion = 4;

    /// <summary>The tensors of a checkpoint.</summary>
    /// <param name="path">The file.</param>
    /// <param name="everything">Also tensors that are not weights, see <see cref="CheckpointTree"/>.</param>
    /// <param name="checkpoint">The container; the set owns it from here on.</param>
    /// <exception cref="InvalidFileException">The checkpoint is damaged or hostile, or holds no tensor.</exception>
    public static WeightSet Read(string path, bool everything, ICheckpoint checkpoint)
    {
        try
        {
            var found = new CheckpointTree(path).Find(checkpoint.Root, everything);
            if (found.Count == 0) throw new InvalidFileException(path, "holds no tensor", "Save the network's state_dict().");
            long budget = (checkpoint.Length * LargestExpansion) + SmallFile;
            var tensors = new List<StoredTensor>(found.Count);
            foreach ((string name, PickleTensor tensor) in found)
            {
                string fullName = name.Length > 0 ? name : Path.GetFileNameWithoutExtension(path);
                tensors.Add(Read(path, fullName, tensor, checkpoint, ref budget));
            }

            return new WeightSet(path, WeightFormat.PyTorch, tensors, null, null, checkpoint);
        }
        catch
        {
            checkpoint.Dispose();
            throw;
        }
    }

    private static StoredTensor Read(string path, string name, PickleTensor tensor, ICheckpoint checkpoint, ref long budget)
    {
        Shape shape = StoredShape.Create(path, name, tensor.Extents);
        if (tensor.Strides.Length != shape.Rank || tensor.Offset < 0 || tensor.Strides.Any(stride => stride < 0))
            throw new InvalidFileException(
                path, $"is damaged: tensor {FileText.Quote(name)} {shape} has an impossible place in its storage", TryAgain);
        var view = new StridedView(tensor.Offset, shape, tensor.Strides);
        if (view.ElementsNeeded > tensor.Storage.Count)
        {
            string sizes = $"needs {view.ElementsNeeded} elements of a storage of {tensor.Storage.Count}";
            throw new InvalidFileException(path, $"is damaged: tensor {FileText.Quote(name)} {shape} {sizes}", TryAgain);
        }

        ElementType type = tensor.Storage.Type;
        ReadOnlyMemory<byte> storage = checkpoint.Read(tensor.Storage);
        long length = shape.Count * type.Size();
        if (length == 0) return new StoredTensor(name, type, shape, ReadOnlyMemory<byte>.Empty);
        if (view.IsContiguous)
            return new StoredTensor(name, type, shape, storage.Slice((int)(tensor.Offset * type.Size()), (int)length));
        budget -= length;
        if (budget < 0 || length > Array.MaxLength)
        {
            throw new InvalidFileException(
                path,
                $"unpacks to far more than its size: tensor {FileText.Quote(name)} {shape} repeats few elements",
                "Save contiguous tensors.");
        }

        return new StoredTensor(name, type, shape, view.Gather(storage.Span, type.Size()));
    }
}
