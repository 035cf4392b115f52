using System.Collections.Immutable;
using GpuRetinex.Imaging;
using GpuRetinex.Networks;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Pictures;

/// <summary>A file among those of --stages.</summary>
internal abstract record StageContent
{
    /// <exception cref="InvalidFileException">The file cannot be written.</exception>
    public abstract void Write(string path, bool overwrite, CancellationToken cancellation);

    /// <summary>A picture [1,3,H,W], or one plane [1,1,H,W] to show in grey.</summary>
    public sealed record Plain(Tensor Tensor) : StageContent
    {
        public override void Write(string path, bool overwrite, CancellationToken cancellation) =>
            ImageFile.Write(path, ThreeChannels(Tensor), new WriteOptions { Overwrite = overwrite }, cancellation);

        private static Tensor ThreeChannels(Tensor plane)
        {
            if (plane.Shape.C == 3) return plane;
            var picture = new Tensor(plane.Shape.WithChannels(3));
            for (int channel = 0; channel < 3; channel++) plane.Data.CopyTo(picture.Data, channel * plane.Data.Length);
            return picture;
        }
    }

    /// <summary>The most probable class of each pixel as indices.</summary>
    public sealed record Map(Tensor Probabilities, ImmutableArray<SegmentationClass> Classes) : StageContent
    {
        public override void Write(string path, bool overwrite, CancellationToken cancellation) =>
            SegmentationMap.Write(path, Probabilities, Classes, overwrite, cancellation);
    }

    /// <summary>Half the result, half the colours of the classes, each as strong as its probability.</summary>
    public sealed record Overlay(Tensor Image, Tensor Probabilities, ImmutableArray<SegmentationClass> Classes) : StageContent
    {
        private const float Weight = 0.5f;

        public override void Write(string path, bool overwrite, CancellationToken cancellation) =>
            ImageFile.Write(path, Blend(), new WriteOptions { Overwrite = overwrite }, cancellation);

        private Tensor Blend()
        {
            var overlay = new Tensor(Image.Shape);
            int plane = Image.Shape.H * Image.Shape.W;
            for (int channel = 0; channel < 3; channel++)
            {
                for (int i = 0; i < plane; i++)
                {
                    float colour = 0;
                    for (int c = 0; c < Classes.Length; c++)
                        colour += Probabilities.Data[(c * plane) + i] * Classes[c].Colour[channel] / byte.MaxValue;
                    float own = Math.Clamp(Image.Data[(channel * plane) + i], 0, 1);
                    overlay.Data[(channel * plane) + i] = ((1 - Weight) * own) + (Weight * colour);
                }
            }

            return overlay;
        }
    }
}
