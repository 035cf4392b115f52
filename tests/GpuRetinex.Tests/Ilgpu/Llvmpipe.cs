using GpuRetinex.Devices;
using GpuRetinex.Tests.Devices;

namespace GpuRetinex.Tests.Ilgpu;

/// <summary>Mesa's OpenCL on the processor.</summary>
internal static class Llvmpipe
{
    /// <summary>Its description; the test is skipped where it is absent.</summary>
    public static DeviceDescription Find(IDeviceFamily family)
    {
        DeviceDescription? found = family.FindDevices()
            .FirstOrDefault(device => device.Name.Contains("llvmpipe", StringComparison.Ordinal));
        if (found is not null) return found;
        const string missing = "needs Mesa's OpenCL: install mesa-opencl-icd and set RUSTICL_ENABLE=llvmpipe";
        if (TestDevices.IsRequired("opencl")) Assert.Fail(missing);
        Assert.Ignore(missing);
        return found!;
    }
}
