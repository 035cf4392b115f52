using System.Globalization;

namespace GpuRetinex.Cli.Denoising;

/// <summary>How strong the user says the noise is.</summary>
/// <param name="Value">Its standard deviation, of 255; null to estimate it.</param>
internal readonly record struct SigmaChoice(double? Value)
{
    /// <summary>The weakest and strongest noise that there is a point in removing.</summary>
    public const double Smallest = 1, Largest = 75;

    /// <summary>Reads "auto" or a number in range; null for anything else.</summary>
    public static SigmaChoice? Parse(string text)
    {
        if (text == "auto") return new SigmaChoice(null);
        bool isNumber = double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double sigma);
        return isNumber && sigma is >= Smallest and <= Largest ? new SigmaChoice(sigma) : null;
    }
}
