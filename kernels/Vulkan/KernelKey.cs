using System.Collections.Immutable;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>A shader with its specialisation constants.</summary>
/// <param name="Shader">The file's name without ending.</param>
/// <param name="Constants">Constant 0, the threads of a group, and those that follow.</param>
internal sealed record KernelKey(string Shader, ImmutableArray<int> Constants)
{
    public bool Equals(KernelKey? other) =>
        other is not null && Shader == other.Shader && Constants.AsSpan().SequenceEqual(other.Constants.AsSpan());

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Shader);
        foreach (int constant in Constants) hash.Add(constant);
        return hash.ToHashCode();
    }

    public override string ToString() => $"{Shader}({string.Join(',', Constants)})";
}
