using NetVips;

namespace GpuRetinex.Imaging;

/// <summary>How a file lays out its channels.</summary>
/// <param name="Colours">1 grey, 3 RGB, 4 CMYK.</param>
/// <param name="HasAlpha">Whether a channel of transparency follows the colours; channels after it are ignored.</param>
/// <param name="BitDepth">8 or 16.</param>
internal readonly record struct ChannelLayout(int Colours, bool HasAlpha, int BitDepth)
{
    private const string Remedy = "Convert it to grey, RGB or CMYK of 8 or 16 bits.";

    /// <exception cref="InvalidFileException">Samples are not 8 or 16 bit integers, or not grey, RGB or CMYK.</exception>
    public static ChannelLayout Of(string path, Image file)
    {
        int bitDepth = file.Format switch
        {
            Enums.BandFormat.Uchar => 8,
            Enums.BandFormat.Ushort => 16,
            Enums.BandFormat.Float or Enums.BandFormat.Double =>
                throw new InvalidFileException(path, "holds floating-point samples, whose white level is not defined", Remedy),
            _ => throw new InvalidFileException(path, $"holds samples of an unsupported kind ({file.Format})", Remedy),
        };
        int colours = (file.Interpretation, file.Bands) switch
        {
            (Enums.Interpretation.Lab or Enums.Interpretation.Labq, _) => 0,
            (Enums.Interpretation.Labs or Enums.Interpretation.Hsv, _) => 0,
            (Enums.Interpretation.Cmyk, >= 4) => 4,
            (_, 1 or 2) => 1,
            (_, 3 or 4) => 3,
            (Enums.Interpretation.Srgb or Enums.Interpretation.Rgb or Enums.Interpretation.Rgb16, > 4) => 3,
            _ => 0,
        };
        if (colours == 0)
            throw new InvalidFileException(path, $"holds {file.Bands} channels of unknown kind ({file.Interpretation})", Remedy);
        return new ChannelLayout(colours, file.Bands > colours, bitDepth);
    }
}
