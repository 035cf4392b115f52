using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using GpuRetinex.Devices;
using GpuRetinex.Imaging;
using GpuRetinex.Networks;

namespace GpuRetinex.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() =>
        new("--json") { Description = "Print one JSON document on standard output and nothing else there." };

    public static Option<bool> Overwrite() =>
        new("--overwrite") { Description = "Replace outputs that exist. An input is never replaced." };

    public static Option<string> Device() => new("--device")
    {
        Description =
            "Where to compute: auto (the best GPU that passes its check, else simd) or an id that 'gpuretinex devices' lists.",
        HelpName = "ID",
        DefaultValueFactory = _ => DeviceSelector.Auto,
    };

    public static Option<Precision?> Precision() => new("--precision")
    {
        Description =
            "default; exact: leave out algorithms that trade accuracy for speed (Winograd); half-storage: let Vulkan devices "
            + "store intermediate results with 16 bits [default: default].",
        HelpName = "default|exact|half-storage",
        CustomParser = Parser<Precision>(ParsePrecision, "--precision: it is default, exact or half-storage"),
    };

    /// <param name="description">What the name decides, and the default.</param>
    public static Option<string?> Network(string description)
    {
        var option = new Option<string?>("--network") { Description = $"{description} One of {Names}.", HelpName = "NAME" };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } name && NetworkCatalog.Find(name) is null)
                result.AddError($"--network: there is no network '{name}'. Networks: {Names}.");
        });
        return option;
    }

    public static Option<string?> Weights() => new("--weights")
    {
        Description = "Weights of the network [default: the shipped issr-lite].",
        HelpName = "FILE",
    };

    /// <param name="description">What has the size.</param>
    public static Option<(int Width, int Height)?> Size(string description) => new("--size")
    {
        Description = description,
        HelpName = "WxH",
        CustomParser = Parser(
            ParseSize,
            $"--size: a size is WIDTHxHEIGHT of at most {PictureLimits.Default.MaxPixels / 1_000_000} megapixels, "
            + "such as 600x400"),
    };

    /// <summary>Parses an option's one value.</summary>
    /// <param name="parse">The value, or null for text that is none.</param>
    /// <param name="rule">The option's name and what it takes, such as "--quality: a quality is 1 to 100".</param>
    public static Func<ArgumentResult, T?> Parser<T>(Func<string, T?> parse, string rule)
        where T : struct => result =>
    {
        string text = result.Tokens[^1].Value;
        if (parse(text) is { } value) return value;
        result.AddError($"{rule}, not '{text}'.");
        return null;
    };

    /// <summary>
    /// Takes an unknown option for what it is rather than for a file's name; a file that is called so may be named.
    /// </summary>
    public static void RefuseOptions(this Argument argument) =>
        argument.Validators.Add(result => RefuseOptions(result, result.Tokens));

    /// <inheritdoc cref="RefuseOptions(Argument)"/>
    public static void RefuseOptions(this Option option) => option.Validators.Add(result => RefuseOptions(result, result.Tokens));

    private static void RefuseOptions(SymbolResult result, IEnumerable<Token> tokens)
    {
        foreach (Token token in tokens)
        {
            if (token.Value.StartsWith('-') && !Path.Exists(token.Value))
                result.AddError($"Unrecognized option '{token.Value}'.");
        }
    }

    private static Precision? ParsePrecision(string text) => text switch
    {
        "default" => Devices.Precision.Default,
        "exact" => Devices.Precision.Exact,
        "half-storage" => Devices.Precision.HalfStorage,
        _ => null,
    };

    private static (int Width, int Height)? ParseSize(string text)
    {
        string[] sides = text.Split('x', 'X');
        return sides.Length == 2
            && int.TryParse(sides[0], NumberStyles.None, CultureInfo.InvariantCulture, out int width)
            && int.TryParse(sides[1], NumberStyles.None, CultureInfo.InvariantCulture, out int height)
            && width > 0 && height > 0 && (long)width * height <= PictureLimits.Default.MaxPixels
            ? (width, height)
            : null;
    }

    private static string Names => string.Join(", ", NetworkCatalog.All.Select(network => network.Name));
}
