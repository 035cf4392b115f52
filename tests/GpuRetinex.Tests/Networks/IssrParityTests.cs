using GpuRetinex.Devices;
using GpuRetinex.Golden;
using GpuRetinex.Networks;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Networks;

/// <summary>The ISSR networks on every device against the reference outputs.</summary>
internal sealed class IssrParityTests
{
    private const string GoldenFolder = "golden/dev";

    public static IEnumerable<TestCaseData> Cases() =>
        from device in TestDevices.Names
        from pattern in new[] { "issr-*-h*.safetensors", "decom-*.safetensors", "relight-*.safetensors" }
        from file in TestFiles.SharedNames(GoldenFolder, pattern)
        select new TestCaseData(device, file);

    [TestCaseSource(nameof(Cases))]
    public void Issr_GoldenInputs_GivesEveryGoldenTensor(string deviceName, string file)
    {
        var golden = new GoldenFile(TestFiles.Shared($"{GoldenFolder}/{file}"));
        Network network = NetworkCatalog.Find(golden.Network!)!;
        using WeightSet weights = NetworkWeights.Open(golden.FindWeights()!);
        IDevice device = TestDevices.Open(deviceName);
        ParityReport report = ParityCheck.Run(network, weights, golden, device, tolerance: 1e-5);
        TestDevices.RequireValid(device);
        Assert.That(
            report.Passed,
            string.Join('\n', report.Tensors.Where(entry => !entry.Distance.Passed).Select(entry => entry.ToString())));
        TestContext.Out.WriteLine($"worst {report.Worst.Name} {report.Worst.Distance.RelativeL2:E2}");
    }
}
