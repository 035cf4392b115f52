using GpuRetinex.Imaging;
using GpuRetinex.Networks.Issr;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>Writes what the network made on the way to the result.</summary>
/// <param name="overwrite">Whether existing files are replaced.</param>
internal sealed class StageWriter(bool overwrite)
{
    private const string Segmentation = "segmentation";
    private const float OverlayWeight = 0.5f;

    /// <summary>Colours of sky, ground and foreground, 0 to 1.</summary>
    private static readonly float[][] ClassColours = [[0.25f, 0.55f, 0.95f], [0.35f, 0.75f, 0.30f], [0.95f, 0.30f, 0.25f]];

    /// <exception cref="InvalidFileException">A file cannot be written.</exception>
    public void Write(StageFiles files, EnhanceResult result, CancellationToken cancellation)
    {
        var options = new WriteOptions { Overwrite = overwrite };
        foreach (string name in StageFiles.Pictures)
            ImageFile.Write(files.Of(name), ThreeChannels(result.Stages[name]), options, cancellation);
        ImageFile.Write(files.Overlay, Overlay(result.Image, result.Stages[Segmentation]), options, cancellation);
        SegmentationMap.Write(files.Map, result.Stages[Segmentation], overwrite, cancellation);
    }

    private static Tensor ThreeChannels(Tensor plane)
    {
        if (plane.Shape.C == 3) return plane;
        var picture = new Tensor(plane.Shape.WithChannels(3));
        for (int channel = 0; channel < 3; channel++) plane.Data.CopyTo(picture.Data, channel * plane.Data.Length);
        return picture;
    }

    /// <summary>Half the result, half the colours of the classes, each as strong as its probability.</summary>
    private static Tensor Overlay(Tensor image, Tensor probabilities)
    {
        var overlay = new Tensor(image.Shape);
        int plane = image.Shape.H * image.Shape.W;
        for (int channel = 0; channel < 3; channel++)
        {
            for (int i = 0; i < plane; i++)
            {
                float colour = 0;
                for (int c = 0; c < ClassColours.Length; c++) colour += probabilities.Data[(c * plane) + i] * ClassColours[c][channel];
                float own = Math.Clamp(image.Data[(channel * plane) + i], 0, 1);
                overlay.Data[(channel * plane) + i] = ((1 - OverlayWeight) * own) + (OverlayWeight * colour);
            }
        }

        return overlay;
    }
}
