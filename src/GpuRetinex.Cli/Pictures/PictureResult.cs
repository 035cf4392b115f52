using GpuRetinex.Devices;
using GpuRetinex.Imaging;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Pictures;

/// <summary>What a network made of a picture.</summary>
/// <param name="Image">[1,3,H,W], nominally 0 to 1.</param>
/// <param name="Run">Operations, time, memory and tiles.</param>
/// <param name="Facts">What the command tells of it beside those.</param>
/// <param name="Stages">Files for --stages by the names that <see cref="IPictureWork.StageNames"/> lists; empty where none were
/// asked for.</param>
internal sealed record PictureResult(
    Tensor Image, RunResult Run, IReadOnlyList<PictureFact> Facts, IReadOnlyDictionary<string, StageContent> Stages)
{
    /// <summary>Sentences about the picture that the user should read.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>Changes to how the picture is written, such as a transparency of the result's size.</summary>
    public Func<WriteOptions, WriteOptions> Adjust { get; init; } = options => options;
}
