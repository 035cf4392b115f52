using GpuRetinex.Devices;
using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>What a command does with each picture; reading, writing, tiles and messages are the same for all.</summary>
internal interface IPictureWork : IDisposable
{
    /// <summary>The command's name.</summary>
    string Name { get; }

    /// <summary>Where the network runs.</summary>
    IDevice Device { get; }

    /// <summary>Names of all files that --stages asks for.</summary>
    IReadOnlyList<string> StageNames { get; }

    /// <summary>Names of what the command tells of each picture, see <see cref="PictureResult.Facts"/>.</summary>
    IReadOnlyList<string> FactNames { get; }

    /// <summary>Bytes on the host, for each pixel of a picture, that its results take.</summary>
    /// <param name="bitDepth">8 or 16 bits per channel of the picture.</param>
    /// <param name="keepStages">Whether the files of --stages are wanted.</param>
    long BytesPerPixel(int bitDepth, bool keepStages);

    /// <summary>Runs the network.</summary>
    /// <param name="picture">The picture; its colours may be overwritten.</param>
    /// <param name="tiles">Whether to cut it into tiles.</param>
    /// <param name="keepStages">Whether the files of --stages are wanted.</param>
    /// <param name="progress">Told the share of the picture that is done.</param>
    /// <param name="cancellation">Looked at between steps.</param>
    PictureResult Process(
        Picture picture, TileRule tiles, bool keepStages, IProgress<double> progress, CancellationToken cancellation);
}
