using System.CommandLine;
using GpuRetinex.Devices;
using GpuRetinex.Networks;

namespace GpuRetinex.Cli;

/// <summary>Options that several commands have.</summary>
internal static class CommonOptions
{
    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output and nothing else there." };

    public static Option<bool> Overwrite() => new("--overwrite") { Description = "Replace outputs that exist. An input is never replaced." };

    public static Option<string> Device() => new("--device")
    {
        Description = "Where to compute: auto (the best GPU that passes its check, else simd) or an id that 'gpuretinex devices' lists.",
        HelpName = "ID",
        DefaultValueFactory = _ => DeviceSelector.Auto,
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

    private static string Names => string.Join(", ", NetworkCatalog.All.Select(network => network.Name));
}
