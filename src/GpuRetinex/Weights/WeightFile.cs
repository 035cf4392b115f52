using GpuRetinex.Weights.Caffe;
using GpuRetinex.Weights.Numpy;
using GpuRetinex.Weights.PyTorch;
using GpuRetinex.Weights.Safetensors;
using GpuRetinex.Weights.TensorFlow;

namespace GpuRetinex.Weights;

/// <summary>Opens weights of any format that is understood; the content decides which it is, not the name.</summary>
public static class WeightFile
{
    private const int StartLength = 512;

    private const string Understood =
        "Understood are safetensors, TensorFlow V2 bundles (.index, .data-00000-of-00001, "
        + "their prefix or a folder with a \"checkpoint\" file), "
        + "PyTorch checkpoints (.pth, .pt, .ckpt, .tar; zip or legacy pickle), NumPy .npy and .npz, Caffe models (.caffemodel).";

    /// <summary>Opens a file, or a TensorFlow bundle by any of its parts. Nothing in the file is executed.</summary>
    /// <param name="path">The file, the prefix of a bundle, or a folder with a bundle's "checkpoint" file.</param>
    /// <param name="everything">
    /// Of a PyTorch checkpoint also the tensors that are not weights, such as an optimiser's; they are named by all their
    /// keys from the root, joined by dots.
    /// </param>
    /// <exception cref="InvalidFileException">
    /// The file is missing, unreadable, damaged, hostile, or of an unknown format.
    /// </exception>
    public static WeightSet Open(string path, bool everything = false)
    {
        if (path.Length == 0 || path.Contains('\0'))
            throw new InvalidFileException(FileText.Quote(path), "is not the name of a file", Understood);
        try
        {
            return BundlePath.Find(path) is { } prefix ? BundleReader.Read(prefix) : OpenFile(path, everything);
        }
        catch (UnauthorizedAccessException error)
        {
            throw new InvalidFileException(
                path, "cannot be read: permission denied", "Ask its owner for the right to read it.", error);
        }
        catch (IOException error)
        {
            throw new InvalidFileException(path, "cannot be read: " + FileText.Quote(error.Message), null, error);
        }
    }

    private static WeightSet OpenFile(string path, bool everything)
    {
        if (Directory.Exists(path)) throw new InvalidFileException(path, "is a folder without a \"checkpoint\" file", Understood);
        if (!File.Exists(path)) throw new InvalidFileException(path, "does not exist", "Check the spelling of the path.");
        (byte[] start, byte[] end) = ReadEnds(path);
        if (start.Length == 0) throw new InvalidFileException(path, "is empty", "Copy or download it again.");
        if (start.AsSpan().StartsWith("PK\x03\x04"u8)) return OpenZip(path, everything);
        if (NumpyReader.Recognises(start)) return NumpyReader.Read(path);
        if (IndexTable.IsTable(end))
            throw new InvalidFileException(path, "is the index of a TensorFlow bundle without the suffix .index", "Rename it.");
        if (SafetensorsReader.Recognises(start) || path.EndsWith(".safetensors", StringComparison.OrdinalIgnoreCase))
            return SafetensorsReader.Read(path);
        if (LegacyCheckpoint.Recognises(start)) return PyTorchReader.Read(path, everything, OpenLegacy(path));
        if (path.EndsWith(CaffeReader.Suffix, StringComparison.OrdinalIgnoreCase) || CaffeReader.Recognises(path))
            return CaffeReader.Read(path);
        throw new InvalidFileException(path, "is of no format that is understood", Understood);
    }

    private static WeightSet OpenZip(string path, bool everything)
    {
        using var zip = new ZipContents(path);
        if (ZipCheckpoint.Recognises(zip)) return PyTorchReader.Read(path, everything, new ZipCheckpoint(path, zip));
        if (NumpyReader.Recognises(zip)) return NumpyReader.Read(path, zip);
        throw new InvalidFileException(
            path, "is a zip archive, but neither PyTorch's (data.pkl) nor NumPy's (.npy entries)", Understood);
    }

    private static LegacyCheckpoint OpenLegacy(string path)
    {
        MappedFile file = MappedFile.Open(path);
        try
        {
            return new LegacyCheckpoint(file);
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    private static (byte[] Start, byte[] End) ReadEnds(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        var start = new byte[(int)Math.Min(StartLength, stream.Length)];
        stream.ReadExactly(start);
        var end = new byte[(int)Math.Min(sizeof(ulong), stream.Length)];
        stream.Seek(-end.Length, SeekOrigin.End);
        stream.ReadExactly(end);
        return (start, end);
    }
}
