using System.Collections.Immutable;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Golden;

/// <summary>The weights of one network of a golden file, as a procedure.</summary>
public sealed class ParameterTable
{
    private readonly string _path;
    private readonly string _prefix;
    private readonly ImmutableArray<ParameterRow> _rows;
    private readonly uint? _checksum;

    /// <param name="path">The golden file, named in errors.</param>
    /// <param name="name">Which part of the file the weights are of, or "".</param>
    /// <param name="prefix">What comes before each key in its hashed name.</param>
    /// <param name="rows">The tensors in the order of the official checkpoint.</param>
    /// <param name="checksum">CRC-32 over the bytes of all tensors but aliases, where the file has it.</param>
    internal ParameterTable(string path, string name, string prefix, ImmutableArray<ParameterRow> rows, uint? checksum)
    {
        _path = path;
        Name = name;
        _prefix = prefix;
        _rows = rows;
        _checksum = checksum;
    }

    /// <summary>The unit that the weights belong to in a file of several units, or "".</summary>
    public string Name { get; }

    /// <summary>Makes the weights; always the same.</summary>
    /// <exception cref="InvalidFileException">They are not those that the file's checksum is of.</exception>
    public WeightSet Generate()
    {
        var tensors = new Dictionary<string, Tensor>(_rows.Length, StringComparer.Ordinal);
        foreach (ParameterRow row in _rows) tensors.Add(row.Key, row.Generate(_prefix, tensors));
        StoredTensor[] stored = [.. _rows.Select(row => StoredTensor.FromTensor(row.Key, tensors[row.Key]))];
        if (_checksum is { } expected && Checksum(stored) != expected)
            throw new InvalidFileException(_path, "describes weights (metadata 'params') that do not have its 'weights_crc32'");
        return new WeightSet(_path, stored);
    }

    private uint Checksum(StoredTensor[] stored)
    {
        uint crc = 0;
        for (int i = 0; i < stored.Length; i++)
            if (!_rows[i].IsAlias)
                crc = ZipChecksum.Of(stored[i].Bytes.Span, crc);
        return crc;
    }
}
