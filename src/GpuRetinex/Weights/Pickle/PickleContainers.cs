namespace GpuRetinex.Weights.Pickle;

/// <summary>The instructions that make and fill tuples, lists, sets and dictionaries.</summary>
internal static class PickleContainers
{
    /// <summary>Runs an instruction; false where it is of another group.</summary>
    public static bool TryRun(PickleOpcode opcode, PickleCursor cursor, PickleStack stack)
    {
        switch (opcode)
        {
            case PickleOpcode.EmptyTuple: stack.Push(new PickleTuple([])); return true;
            case PickleOpcode.Tuple1: stack.Push(new PickleTuple(stack.PopMany(1))); return true;
            case PickleOpcode.Tuple2: stack.Push(new PickleTuple(stack.PopMany(2))); return true;
            case PickleOpcode.Tuple3: stack.Push(new PickleTuple(stack.PopMany(3))); return true;
            case PickleOpcode.Tuple: stack.Push(new PickleTuple(stack.PopToMark())); return true;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet: stack.Push(new PickleList()); return true;
            case PickleOpcode.List or PickleOpcode.FrozenSet: stack.Push(FilledList(stack.PopToMark())); return true;
            case PickleOpcode.Append: Append(stack, stack.PopMany(1)); return true;
            case PickleOpcode.Appends or PickleOpcode.AddItems: Append(stack, stack.PopToMark()); return true;
            case PickleOpcode.EmptyDictionary: stack.Push(new PickleDictionary()); return true;
            case PickleOpcode.Dictionary: stack.Push(Fill(new PickleDictionary(), stack.PopToMark(), cursor)); return true;
            case PickleOpcode.SetItem: SetItems(stack, stack.PopMany(2), cursor); return true;
            case PickleOpcode.SetItems: SetItems(stack, stack.PopToMark(), cursor); return true;
            default: return false;
        }
    }

    private static PickleList FilledList(object?[] items)
    {
        var list = new PickleList();
        list.Items.AddRange(items);
        return list;
    }

    private static void Append(PickleStack stack, object?[] items) => stack.Peek<PickleList>("a list").Items.AddRange(items);

    private static void SetItems(PickleStack stack, object?[] pairs, PickleCursor cursor) =>
        Fill(stack.Peek<PickleDictionary>("a dictionary"), pairs, cursor);

    private static PickleDictionary Fill(PickleDictionary dictionary, object?[] pairs, PickleCursor cursor)
    {
        if (pairs.Length % 2 != 0) throw cursor.Damaged("a key has no value");
        for (int i = 0; i < pairs.Length; i += 2)
        {
            string key = PickleDictionary.KeyText(pairs[i]) ?? throw cursor.Damaged("a key is neither text nor a number");
            dictionary.Set(key, pairs[i + 1]);
        }

        return dictionary;
    }
}
