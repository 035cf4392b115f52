namespace GpuRetinex.Graphs.Onnx;

/// <summary>
/// Which ONNX tensors hold the channels of each value of a graph. ONNX has no tensor that is written slice by slice, so every
/// slice is a tensor, and what reads across slices gets them cut and joined.
/// </summary>
internal sealed class OnnxValues(OnnxModel model)
{
    private const int ChannelAxis = 1;

    private readonly Dictionary<int, List<(Operand Operand, string Tensor)>> _pieces = [];

    /// <summary>Records that a tensor holds the channels of an operand.</summary>
    public void Write(Operand operand, string tensor)
    {
        if (!_pieces.TryGetValue(operand.Value, out List<(Operand, string)>? pieces)) _pieces.Add(operand.Value, pieces = []);
        pieces.Add((operand, tensor));
    }

    /// <summary>Whether some channels of a value are held by a tensor.</summary>
    public bool Contains(int value) => _pieces.ContainsKey(value);

    /// <summary>A tensor with the value's batch, height and width, and any number of channels.</summary>
    public string AnyOf(Operand operand) => _pieces[operand.Value][0].Tensor;

    /// <summary>A tensor that holds exactly the operand's channels.</summary>
    public string Read(Operand operand)
    {
        var parts = new List<string>();
        int end = operand.FirstChannel + operand.Channels;
        for (int channel = operand.FirstChannel; channel < end;)
        {
            (Operand piece, string tensor) = Holding(operand.Value, channel, end);
            int taken = Math.Min(piece.FirstChannel + piece.Channels, end) - channel;
            parts.Add(taken == piece.Channels ? tensor : Slice(tensor, channel - piece.FirstChannel, taken));
            channel += taken;
        }

        if (parts.Count == 1) return parts[0];
        string joined = model.Node("Concat", [.. parts], model.Unique("joined"), OnnxAttribute.Integer("axis", ChannelAxis));
        Write(operand, joined);
        return joined;
    }

    /// <summary>The piece with a channel that brings a reader furthest; of those, one that need not be cut.</summary>
    private (Operand Operand, string Tensor) Holding(int value, int channel, int end) => _pieces[value]
        .Where(piece => piece.Operand.FirstChannel <= channel && channel < piece.Operand.FirstChannel + piece.Operand.Channels)
        .OrderByDescending(piece => Math.Min(piece.Operand.FirstChannel + piece.Operand.Channels, end))
        .ThenBy(piece => piece.Operand.Channels)
        .First();

    private string Slice(string tensor, int first, int count)
    {
        string starts = model.Integers("starts", first), ends = model.Integers("ends", first + count);
        string axes = model.Integers("axes", ChannelAxis);
        return model.Node("Slice", [tensor, starts, ends, axes], model.Unique($"{tensor}/channels"));
    }
}
