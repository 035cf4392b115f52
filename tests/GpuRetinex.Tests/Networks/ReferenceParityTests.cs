using GpuRetinex.Golden;
using GpuRetinex.Networks;
using GpuRetinex.Tests.Devices;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Networks;

/// <summary>SFTGAN and the denoising cascade against results of the official code, every stage.</summary>
internal sealed class ReferenceParityTests
{
    private const string GoldenFolder = "golden/dev";
    private const double Tolerance = 1e-4;

    /// <summary>The simulator is left out: it would take minutes for what the operators' cases show in seconds.</summary>
    public static IEnumerable<TestCaseData> Cases() =>
        from device in new[] { TestDevices.WidestSimd, $"{TestDevices.WidestSimd}-exact", "opencl", "vulkan" }
        from pattern in new[] { "sftnet*", "outdoorseg*", "denoise_?_*", "cascade*" }
        from file in TestFiles.SharedNames(GoldenFolder, $"{pattern}.safetensors")
        select new TestCaseData(device, file);

    [TestCaseSource(nameof(Cases))]
    public void Network_GoldenInputs_GivesEveryGoldenTensor(string deviceName, string file)
    {
        var golden = new GoldenFile(TestFiles.Shared($"{GoldenFolder}/{file}"));
        Network network = NetworkCatalog.Find(golden.Network!)!;
        using WeightSet weights = golden.Parameters.Single().Generate();
        ParityReport report = ParityCheck.Run(network, weights, golden, TestDevices.Open(deviceName), Tolerance);
        Assert.That(
            report.Passed,
            string.Join('\n', report.Tensors.Where(entry => !entry.Distance.Passed).Select(entry => entry.ToString())));
        TestContext.Out.WriteLine($"worst {report.Worst.Name} {report.Worst.Distance.RelativeL2:E2}");
    }
}
