using System.Collections.Immutable;
using GpuRetinex.Networks.Issr;

namespace GpuRetinex.Networks;

/// <summary>All networks by name.</summary>
public static class NetworkCatalog
{
    public static ImmutableArray<Network> All { get; } =
        [new IssrNetwork(), new IssrNetwork(externalSegmentation: true), new DecompNet(), new SegNet(), new ReflectNet(), new RelightNet()];

    /// <summary>The network of a name, or null.</summary>
    public static Network? Find(string name) => All.FirstOrDefault(network => network.Name == name);
}
