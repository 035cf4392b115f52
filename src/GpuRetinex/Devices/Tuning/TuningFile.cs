using System.Text.Encodings.Web;
using System.Text.Json;

namespace GpuRetinex.Devices.Tuning;

/// <summary>
/// Where the measurements of one device lie in the user's cache folder, for as long as device, driver and kernels stay the same.
/// A file that is absent, damaged or about something else counts as one without measurements.
/// </summary>
public sealed class TuningFile
{
    private static readonly JsonWriterOptions Format =
        new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly UserCache _cache;
    private readonly string[] _key;
    private readonly string _name;

    /// <param name="cache">The folder.</param>
    /// <param name="family">The device's kernel family.</param>
    /// <param name="device">The device.</param>
    /// <param name="precision">The precision that it is opened with.</param>
    public TuningFile(UserCache cache, IDeviceFamily family, DeviceDescription device, Precision precision)
    {
        _cache = cache;
        _key = DeviceKey.Of(family, device, precision);
        _name = UserCache.NameFor($"tuned-{device.Kind}", ".json", _key);
    }

    /// <summary>Its full path; null where the user has no cache folder, so that nothing is kept.</summary>
    public string? FullPath => _cache.PathOf(_name);

    /// <summary>What it holds.</summary>
    public TunedLayers Read()
    {
        if (_cache.Read(_name) is not { } bytes) return TunedLayers.None;
        try
        {
            TuningDocument? document = JsonSerializer.Deserialize(bytes, TuningJson.Default.TuningDocument);
            bool fits = document is { Version: TuningDocument.CurrentVersion } && document.Key.SequenceEqual(_key);
            return fits && document!.Layers.All(IsSound) ? new TunedLayers(document.Layers) : TunedLayers.None;
        }
        catch (JsonException)
        {
            return TunedLayers.None;
        }
    }

    /// <summary>Writes a <see cref="TuningDocument"/>, a line for each layer, in place of what is there.</summary>
    /// <returns>Whether that was possible.</returns>
    public bool Write(TunedLayers layers)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Format))
        {
            writer.WriteStartObject();
            writer.WriteNumber("version"u8, TuningDocument.CurrentVersion);
            writer.WriteStartArray("key"u8);
            foreach (string line in _key) writer.WriteStringValue(line);
            writer.WriteEndArray();
            writer.WriteStartArray("layers"u8);
            foreach (TunedLayer layer in layers.All)
                writer.WriteRawValue("\n    " + JsonSerializer.Serialize(layer, TuningJson.Default.TunedLayer));
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return _cache.Write(_name, stream.ToArray());
    }

    /// <summary>Annotations do not keep null out of a list.</summary>
    private static bool IsSound(TunedLayer? layer) =>
        layer is { Shape: { Batch: > 0, Height: > 0, Width: > 0 } };
}
