namespace GpuRetinex.Weights.Pickle;

/// <summary>
/// The instructions that name something or call it: only what <see cref="PickleGlobals"/> lists, by its meaning here.
/// </summary>
internal sealed class PickleCalls(string path, PickleCursor cursor, PickleStack stack, PickleStorages storages)
{
    private const int MostPairs = 1_000_000;
    private const int MostAxes = 32;

    private long _pairs;

    /// <summary>Runs an instruction; false where it is of another group.</summary>
    public bool TryRun(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global: stack.Push(PickleGlobals.Find(path, cursor.ReadLine(), cursor.ReadLine())); return true;
            case PickleOpcode.StackGlobal: StackGlobal(); return true;
            case PickleOpcode.Instance: Instance(); return true;
            case PickleOpcode.Object: Object(); return true;
            case PickleOpcode.Reduce or PickleOpcode.NewObject: Reduce(); return true;
            case PickleOpcode.Build: Build(); return true;
            case PickleOpcode.PersistentObject: stack.Push(storages.Resolve(stack.Pop())); return true;
            case PickleOpcode.PersistentName: stack.Push(storages.Resolve(cursor.ReadLine())); return true;
            case PickleOpcode.NewObjectWithKeywords:
            case PickleOpcode.Extension1 or PickleOpcode.Extension2 or PickleOpcode.Extension4:
                throw cursor.Damaged($"the instruction {opcode} makes objects that weights have no use for");
            default: return false;
        }
    }

    private void StackGlobal()
    {
        if (stack.PopMany(2) is not [string module, string name]) throw cursor.Damaged("a name is not text");
        stack.Push(PickleGlobals.Find(path, module, name));
    }

    private void Instance()
    {
        PickleGlobal callee = PickleGlobals.Find(path, cursor.ReadLine(), cursor.ReadLine());
        stack.Push(Call(callee, stack.PopToMark()));
    }

    private void Object()
    {
        if (stack.PopToMark() is not [PickleGlobal callee, .. var arguments])
            throw cursor.Damaged("something is called that is no name");
        stack.Push(Call(callee, arguments));
    }

    private void Reduce()
    {
        if (stack.PopMany(2) is not [PickleGlobal callee, PickleTuple arguments])
            throw cursor.Damaged("something is called that is no name");
        stack.Push(Call(callee, arguments.Items));
    }

    /// <summary>
    /// A state_dict carries version numbers as attributes of its OrderedDict; they say nothing about the weights.
    /// </summary>
    private void Build()
    {
        stack.Pop();
        stack.Peek<PickleDictionary>("a dictionary that takes attributes");
    }

    private object? Call(PickleGlobal callee, object?[] arguments) => (callee.Kind, arguments) switch
    {
        (PickleGlobalKind.OrderedDictionary, []) => new PickleDictionary(),
        (PickleGlobalKind.OrderedDictionary, [PickleList pairs]) => FromPairs(pairs),
        (PickleGlobalKind.Tensor, [PickleStorage storage, long offset, PickleTuple extents, PickleTuple strides, ..]) =>
            new PickleTensor(storage, offset, Numbers(extents), Numbers(strides)),
        (PickleGlobalKind.Parameter, [PickleTensor tensor, ..]) => tensor,
        (PickleGlobalKind.Size, [PickleTuple extents]) => extents,
        (PickleGlobalKind.Device, [string kind, ..]) => kind,
        _ => throw cursor.Damaged($"{callee.Name} is called with other arguments than PyTorch gives"),
    };

    private PickleDictionary FromPairs(PickleList pairs)
    {
        _pairs += pairs.Items.Count;
        if (_pairs > MostPairs) throw cursor.Damaged($"its dictionaries have more than {MostPairs} entries");
        var dictionary = new PickleDictionary();
        foreach (object? pair in pairs.Items)
        {
            IReadOnlyList<object?> items = pair switch
            {
                PickleTuple tuple => tuple.Items,
                PickleList list => list.Items,
                _ => [],
            };
            if (items.Count != 2 || PickleDictionary.KeyText(items[0]) is not { } key)
                throw cursor.Damaged("an OrderedDict is made of something else than pairs");
            dictionary.Set(key, items[1]);
        }

        return dictionary;
    }

    private long[] Numbers(PickleTuple tuple) => tuple.Items.Length > MostAxes
        ? throw cursor.Damaged($"a tensor has {tuple.Items.Length} axes; at most {MostAxes} are supported")
        : [.. tuple.Items.Select(Number)];

    private long Number(object? item) =>
        item is long number ? number : throw cursor.Damaged("an extent of a tensor is no number");
}
