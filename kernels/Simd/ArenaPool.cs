namespace GpuRetinex.Kernels.Simd;

/// <summary>Keeps the last arena for the next plan: the tiles of a picture take turns in it.</summary>
internal sealed class ArenaPool : IDisposable
{
    private AlignedMemory? _spare;

    /// <summary>Memory of at least so many elements.</summary>
    public AlignedMemory Rent(long elements)
    {
        AlignedMemory? spare = _spare;
        _spare = null;
        if (spare is not null && spare.Elements >= elements) return spare;
        spare?.Dispose();
        return new AlignedMemory(elements);
    }

    /// <summary>Gives memory back.</summary>
    public void Return(AlignedMemory memory)
    {
        _spare?.Dispose();
        _spare = memory;
    }

    /// <summary>Keeps nothing any longer.</summary>
    public void Trim()
    {
        _spare?.Dispose();
        _spare = null;
    }

    public void Dispose() => Trim();
}
