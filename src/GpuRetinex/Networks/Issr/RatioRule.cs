using System.Globalization;

namespace GpuRetinex.Networks.Issr;

/// <summary>How much brighter the result is to be: the number that ISSR's RelightNet takes.</summary>
public abstract record RatioRule
{
    /// <summary>
    /// Darker than one 8-bit level in a thousand is treated as that: a black picture has no mean to divide by. The same floor
    /// as in the normalisation of the official code.
    /// </summary>
    private const double SmallestMean = 0.001;

    /// <summary>max(1, 0.5 / mean): the default.</summary>
    public static RatioRule Auto { get; } = new AutoRule();

    /// <summary>1.2 / mean, as in the official code (model.py, test); brightens more.</summary>
    public static RatioRule Official { get; } = new OfficialRule();

    /// <summary>A given number.</summary>
    public static RatioRule Fixed(float ratio) => new FixedRule(ratio);

    /// <summary>Reads "auto", "official" or a number above 0; null for anything else.</summary>
    public static RatioRule? Parse(string text) => text switch
    {
        "auto" => Auto,
        "official" => Official,
        _ => float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float ratio) && float.IsFinite(ratio)
        && ratio > 0
        ? Fixed(ratio)
        : null,
    };

    /// <summary>The ratio for a picture.</summary>
    /// <param name="mean">Mean over all pixels and channels after min–max normalisation.</param>
    public float For(double mean) => Compute(Math.Max(mean, SmallestMean));

    private protected abstract float Compute(double mean);

    private sealed record AutoRule : RatioRule
    {
        private protected override float Compute(double mean) => (float)Math.Max(1, 0.5 / mean);
    }

    private sealed record OfficialRule : RatioRule
    {
        private protected override float Compute(double mean) => (float)(1.2 / mean);
    }

    private sealed record FixedRule(float Ratio) : RatioRule
    {
        private protected override float Compute(double mean) => Ratio;
    }
}
