using GpuRetinex.Devices;
using GpuRetinex.Kernels.Ilgpu;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Kernels.Vulkan;

namespace GpuRetinex.Tests.Devices;

/// <summary>
/// The devices that tests run on, opened once. One that is absent skips its tests with the reason, unless the environment
/// variable GPURETINEX_REQUIRE names its family (comma-separated): then they fail.
/// </summary>
internal static class TestDevices
{
    private static readonly Dictionary<string, Lazy<IDevice>> Devices = new()
    {
        ["simd-512"] = Simd(SimdLevel.Vector512),
        ["simd-256"] = Simd(SimdLevel.Vector256),
        ["simd-128"] = Simd(SimdLevel.Vector128),
        ["simd-512-exact"] = Simd(SimdLevel.Vector512, exact: true),
        ["simd-256-exact"] = Simd(SimdLevel.Vector256, exact: true),
        ["simd-128-exact"] = Simd(SimdLevel.Vector128, exact: true),
        ["opencl"] = Ilgpu("opencl:0"),
        ["vulkan"] = new(() => OpenVulkan(new VulkanOptions())),
        ["ilgpu-cpu"] = Ilgpu("ilgpu-cpu"),
    };

    private static readonly string[] Required = (Environment.GetEnvironmentVariable("GPURETINEX_REQUIRE") ?? "")
        .Split(',', StringSplitOptions.TrimEntries);

    /// <summary>All names, as test cases.</summary>
    public static IEnumerable<string> Names => Devices.Keys;

    /// <summary>The device that users get as simd.</summary>
    public static string WidestSimd =>
        SimdLevels.Widest switch { SimdLevel.Vector512 => "simd-512", SimdLevel.Vector256 => "simd-256", _ => "simd-128" };

    /// <summary>Whether the device may use algorithms that trade accuracy for speed.</summary>
    public static bool IsApproximate(string name) =>
        (name.StartsWith("simd", StringComparison.Ordinal) || name.StartsWith("vulkan", StringComparison.Ordinal))
        && !name.EndsWith("exact", StringComparison.Ordinal);

    /// <summary>Whether the environment demands the device; "simd" is the widest that the processor should have.</summary>
    public static bool IsRequired(string name) => Required.Contains(name) || (name == WidestSimd && Required.Contains("simd"));

    /// <summary>An open device; the calling test ends as skipped or failed where it is absent.</summary>
    public static IDevice Open(string name) => OrSkip(name, () => Devices[name].Value);

    /// <summary>A Vulkan device of the test's own, under the validation layer where that is installed.</summary>
    public static VulkanDevice OpenVulkan(
        VulkanOptions options, Precision precision = Precision.Default, UserCache? cache = null) =>
        OrSkip(
            "vulkan",
            () => Vulkan(new VulkanFamily(options with { Validate = true }, cache ?? new UserCache(null)), options, precision));

    /// <summary>
    /// The cases that a device is tested on: all, but for Vulkan every third, as software devices take about a second to compile
    /// each of its kernels.
    /// </summary>
    public static IEnumerable<T> SampleOf<T>(string name, IEnumerable<T> cases) =>
        name.StartsWith("vulkan", StringComparison.Ordinal) ? cases.Where((_, index) => index % 3 == 0) : cases;

    /// <summary>Fails the calling test where the validation layer found fault with what a device was told to do.</summary>
    public static void RequireValid(IDevice device)
    {
        if (device is VulkanDevice vulkan) Assert.That(vulkan.ValidationMessages, Is.Empty);
    }

    /// <summary>The validation layer may be absent only where the device is not required.</summary>
    private static VulkanDevice Vulkan(VulkanFamily validating, VulkanOptions options, Precision precision)
    {
        if (validating.FindDevices() is not [var device, ..])
            throw new DeviceException("vulkan:0", "there is no such device here", "Install a graphics driver with Vulkan.");
        try
        {
            return (VulkanDevice)validating.Open(device, precision);
        }
        catch (DeviceException) when (!IsRequired("vulkan"))
        {
            return (VulkanDevice)new VulkanFamily(options, new UserCache(null)).Open(device, precision);
        }
    }

    private static T OrSkip<T>(string name, Func<T> open)
    {
        try
        {
            return open();
        }
        catch (DeviceException exception)
        {
            if (IsRequired(name)) Assert.Fail($"{name} is required: {exception.Message}");
            Assert.Ignore(exception.Message);
            throw;
        }
    }

    private static Lazy<IDevice> Ilgpu(string id) =>
        new(() => new DeviceSelector([new IlgpuFamily()], new UserCache(null)).Open(id, Precision.Default, _ => { }));

    private static Lazy<IDevice> Simd(SimdLevel level, bool exact = false) => new(() =>
    {
        if (level > SimdLevels.Widest)
            throw new DeviceException(
                "simd", $"this processor has no {SimdLevels.InstructionSet(level)}", "Run on one that has.");
        var family = new SimdFamily(level);
        return family.Open(family.FindDevices()[0], exact ? Precision.Exact : Precision.Default);
    });
}
