using System.Text.Json;
using GpuRetinex.Imaging;
using GpuRetinex.Networks.DenoiseCascade;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Denoising;

/// <summary>
/// Writes what the cascade says that a picture shows: a PNG of indices (PASCAL VOC's classes and colours) where each pixel has a
/// label, a JSON document with the five most probable classes of ImageNet where the picture has one.
/// </summary>
internal static class LabelFile
{
    private const int MostProbable = 5;

    /// <param name="path">The file to write.</param>
    /// <param name="picture">The picture's file.</param>
    /// <param name="scores">[1,C,H,W] or [1,C,1,1].</param>
    /// <param name="isSegmentation">Which of the two.</param>
    /// <param name="overwrite">Whether an existing file is replaced.</param>
    /// <param name="cancellation">Stops writing.</param>
    /// <exception cref="InvalidFileException">The file cannot be written.</exception>
    public static void Write(
        string path, string picture, Tensor scores, bool isSegmentation, bool overwrite, CancellationToken cancellation)
    {
        if (isSegmentation) SegmentationMap.Write(path, scores, VocClasses.All, overwrite, cancellation);
        else OutputFile.Write(
            path, overwrite, stream => JsonSerializer.Serialize(stream, Describe(picture, scores), JsonOutput.Options),
            cancellation);
    }

    private static Document Describe(string picture, Tensor scores) => new(
        picture,
        [
            .. Enumerable.Range(0, scores.Shape.C)
                .OrderByDescending(index => scores.Data[index])
                .Take(MostProbable)
                .Select(index => new Entry(index, scores.Data[index])),
        ]);

    private sealed record Document(string Input, IReadOnlyList<Entry> Classes);

    private sealed record Entry(int Index, float Probability);
}
