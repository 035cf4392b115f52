using System.Collections.Immutable;
using GpuRetinex.Networks.DenoiseCascade;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Networks.Sftgan;

namespace GpuRetinex.Networks;

/// <summary>All networks by name.</summary>
public static class NetworkCatalog
{
    public static ImmutableArray<Network> All { get; } =
    [
        new IssrNetwork(), new IssrNetwork(externalSegmentation: true), new DecompNet(), new SegNet(), new ReflectNet(),
        new RelightNet(),
        new SftNet(), new SftNet(SftVariant.PyTorch), new SftNet(SftVariant.Torch), new OutdoorSceneSeg(),
        new Denoiser(), new DnCnn(), new ClassificationCascade(), new SegmentationCascade(),
    ];

    /// <summary>The network of a name or of a reference file's name, or null.</summary>
    public static Network? Find(string name) =>
        All.FirstOrDefault(network => network.Name == name || network.ReferenceName == name);
}
