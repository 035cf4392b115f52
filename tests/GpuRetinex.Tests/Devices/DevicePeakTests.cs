using GpuRetinex.Devices;

namespace GpuRetinex.Tests.Devices;

internal sealed class DevicePeakTests
{
    [TestCaseSource(typeof(TestDevices), nameof(TestDevices.Names))]
    public void MeasurePeak_EveryDevice_FindsWhatHardwareCanHave(string name)
    {
        DevicePeak peak = TestDevices.Open(name).MeasurePeak();

        TestContext.Out.WriteLine(peak);
        Assert.That(peak.Gflops, Is.InRange(1e-4, 1e6));
        Assert.That(peak.CopyGigabytes, Is.InRange(1e-4, 1e5));
    }

    /// <summary>16 GFLOP at 8 GFLOP/s are two seconds, 12 GB at 3 GB/s four.</summary>
    [TestCase(16e9, 3e9, ExpectedResult = 2000)]
    [TestCase(16e9, 12e9, ExpectedResult = 4000)]
    public double RoofMilliseconds_IsTheLongerOfArithmeticAndTraffic(double flops, double bytes) =>
        new DevicePeak(Gflops: 8, CopyGigabytes: 3).RoofMilliseconds(flops, bytes);
}
