using System.Text.Json;
using System.Text.Json.Serialization;

namespace GpuRetinex.Devices;

/// <summary>
/// What the device check found, kept in the user's cache folder for as long as device, driver and kernels stay the same. A
/// check takes about a second, its result a millisecond to read.
/// </summary>
public sealed class DeviceVerdicts(UserCache cache)
{
    private static readonly JsonSerializerOptions Format = new()
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
    };

    /// <summary>
    /// Whether a device must pass the check before it computes a picture: the vector kernels are tested, no driver is.
    /// </summary>
    public static bool IsNeeded(DeviceDescription device) => device.Type is DeviceType.Gpu or DeviceType.Software;

    /// <summary>An earlier check's findings; null where there was none for this device, driver, precision and code.</summary>
    public DeviceReport? Find(IDeviceFamily family, DeviceDescription device, Precision precision)
    {
        string[] key = Key(family, device, precision);
        if (cache.Read(Name(key)) is not { } bytes) return null;
        try
        {
            // A file that is cut short, of another key or of another set of cases counts as none.
            Entry? entry = JsonSerializer.Deserialize<Entry>(bytes, Format);
            bool fits = entry is not null && entry.Key.SequenceEqual(key)
                && entry.Report.Operators.Count == DeviceCheck.CaseCount;
            return fits ? entry!.Report : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Checks an open device and keeps the findings.</summary>
    /// <exception cref="DeviceException">The device is lost or out of memory; that is not kept.</exception>
    public DeviceReport Check(IDeviceFamily family, IDevice device, Precision precision)
    {
        DeviceReport report = DeviceCheck.Run(device, precision);
        string[] key = Key(family, device.Description, precision);
        cache.Write(Name(key), JsonSerializer.SerializeToUtf8Bytes(new Entry(key, report), Format));
        return report;
    }

    private static string Name(string[] key) => UserCache.NameFor("check", ".json", key);

    private static string[] Key(IDeviceFamily family, DeviceDescription device, Precision precision) =>
    [
        .. DeviceKey.Of(family, device, precision),
        $"check {typeof(DeviceCheck).Assembly.ManifestModule.ModuleVersionId:N}",
    ];

    private sealed record Entry(string[] Key, DeviceReport Report);
}
