namespace GpuRetinex.Weights.Pickle;

/// <summary>
/// Reads one pickle, protocols 0 to 5, into plain values: null, bool, long, BigInteger, double, string, byte[],
/// <see cref="PickleTuple"/>, <see cref="PickleList"/>, <see cref="PickleDictionary"/>, <see cref="PickleTensor"/>.
/// Nothing is executed: a pickle's calls go to the few meanings of <see cref="PickleGlobals"/>, all others are errors.
/// Steps, stack and memory are bounded. Source of the format: CPython's pickletools.
/// </summary>
internal sealed class PickleMachine
{
    private const int MostSteps = 4_000_000;
    private const int MostMemos = 1_000_000;
    private const int HighestProtocol = 5;

    private readonly PickleCursor _cursor;
    private readonly PickleStack _stack;
    private readonly PickleCalls _calls;
    private readonly Dictionary<long, object?> _memo = [];

    /// <param name="path">The file, named in errors.</param>
    /// <param name="bytes">The pickle, perhaps followed by other bytes.</param>
    /// <param name="storages">Takes up the storages that tensors refer to.</param>
    public PickleMachine(string path, ReadOnlyMemory<byte> bytes, PickleStorages storages)
    {
        _cursor = new PickleCursor(path, bytes);
        _stack = new PickleStack(_cursor);
        _calls = new PickleCalls(path, _cursor, _stack, storages);
    }

    /// <summary>Bytes read so far; after <see cref="Load"/> the pickle's length.</summary>
    public int Position => _cursor.Position;

    /// <summary>The value that the pickle describes.</summary>
    /// <exception cref="InvalidFileException">
    /// The pickle is damaged, hostile, or uses what this machine does not know.
    /// </exception>
    public object? Load()
    {
        for (int step = 0; step < MostSteps; step++)
        {
            var opcode = (PickleOpcode)_cursor.ReadByte();
            if (opcode == PickleOpcode.Stop) return _stack.Pop();
            if (PickleLiterals.TryRead(opcode, _cursor, out object? literal)) _stack.Push(literal);
            else if (!TryRun(opcode))
                throw _cursor.Damaged($"the instruction 0x{(byte)opcode:X2} is unknown");
        }

        throw _cursor.Damaged($"it has more than {MostSteps} steps");
    }

    private bool TryRun(PickleOpcode opcode) =>
        TryMove(opcode) || TryRemember(opcode) || PickleContainers.TryRun(opcode, _cursor, _stack) || _calls.TryRun(opcode);

    private bool TryMove(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Protocol:
                byte protocol = _cursor.ReadByte();
                if (protocol > HighestProtocol) throw _cursor.Damaged($"protocol {protocol} is unknown");
                return true;
            case PickleOpcode.Frame: _cursor.ReadUInt64(); return true;
            case PickleOpcode.Mark: _stack.PushMark(); return true;
            case PickleOpcode.Pop: _stack.Drop(); return true;
            case PickleOpcode.PopMark: _stack.PopToMark(); return true;
            case PickleOpcode.Duplicate: _stack.Push(_stack.Peek()); return true;
            default: return false;
        }
    }

    private bool TryRemember(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Put: Remember(DecimalSlot()); return true;
            case PickleOpcode.BinaryPut1: Remember(_cursor.ReadByte()); return true;
            case PickleOpcode.BinaryPut4: Remember(_cursor.ReadUInt32()); return true;
            case PickleOpcode.Memoize: Remember(_memo.Count); return true;
            case PickleOpcode.Get: Recall(DecimalSlot()); return true;
            case PickleOpcode.BinaryGet1: Recall(_cursor.ReadByte()); return true;
            case PickleOpcode.BinaryGet4: Recall(_cursor.ReadUInt32()); return true;
            default: return false;
        }
    }

    private void Remember(long slot)
    {
        if (_memo.Count >= MostMemos) throw _cursor.Damaged($"more than {MostMemos} values are remembered");
        _memo[slot] = _stack.Peek();
    }

    private void Recall(long slot)
    {
        if (!_memo.TryGetValue(slot, out object? value)) throw _cursor.Damaged($"value {slot} was never remembered");
        _stack.Push(value);
    }

    private long DecimalSlot()
    {
        string line = _cursor.ReadLine();
        return uint.TryParse(line, out uint slot) ? slot : throw _cursor.Damaged($"{FileText.Quote(line)} is not a number");
    }
}
