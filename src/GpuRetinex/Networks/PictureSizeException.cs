namespace GpuRetinex.Networks;

/// <summary>A network cannot take pictures of a size. The command line ends with exit code 2.</summary>
/// <param name="network">The network's name.</param>
/// <param name="height">Rows.</param>
/// <param name="width">Columns.</param>
/// <param name="demand">What sizes it takes, as the end of a sentence.</param>
public sealed class PictureSizeException(string network, int height, int width, string demand)
    : ArgumentException($"the network '{network}' does not take {width}x{height} pixels: {demand}.")
{
}
