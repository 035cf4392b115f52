using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Operators;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Devices;

namespace GpuRetinex.Tests.Operators;

/// <summary>Every operator on every device against its float64 reference.</summary>
internal sealed class OperatorAccuracyTests
{
    /// <summary>Relative L2 error that direct kernels must stay within.</summary>
    private const double DirectTolerance = 2e-6;

    /// <summary>The same for convolutions that may use Winograd's algorithm.</summary>
    private const double WinogradTolerance = 2e-5;

    public static IEnumerable<TestCaseData> Cases() =>
        from device in TestDevices.Names
        from name in OperatorCases.Operators
        select new TestCaseData(device, name);

    [TestCaseSource(nameof(Cases))]
    public void Operator_RandomShapes_MatchesReference(string deviceName, string operatorName)
    {
        IDevice device = TestDevices.Open(deviceName);
        bool winograd = operatorName == nameof(Convolution2D) && TestDevices.IsApproximate(deviceName);
        double tolerance = winograd ? WinogradTolerance : DirectTolerance;
        foreach (OperatorCase operatorCase in TestDevices.SampleOf(deviceName, OperatorCases.Of(operatorName)))
            RequireClose(operatorCase, operatorCase.RunOn(device), tolerance);
        TestDevices.RequireValid(device);
    }

    [TestCaseSource(nameof(Cases))]
    public void Operator_RunTwice_GivesIdenticalBits(string deviceName, string operatorName)
    {
        IDevice device = TestDevices.Open(deviceName);
        foreach (OperatorCase operatorCase in TestDevices.SampleOf(deviceName, OperatorCases.Of(operatorName)).Take(5))
            Assert.That(operatorCase.RunOn(device).Data, Is.EqualTo(operatorCase.RunOn(device).Data), operatorCase.ToString());
    }

    [Test]
    public void Operator_AfterNaN_MatchesReference(
        [ValueSource(typeof(OperatorCases), nameof(OperatorCases.Operators))] string operatorName,
        [Values("simd-512", "simd-256", "simd-128")] string deviceName)
    {
        IDevice device = TestDevices.Open(deviceName);
        foreach (OperatorCase operatorCase in TestDevices.SampleOf(deviceName, OperatorCases.Of(operatorName)))
            foreach (string algorithm in operatorName == nameof(Convolution2D) ? device.Algorithms : device.Algorithms.Take(1))
                RequireClose(operatorCase, operatorCase.RunAfterNaN(device, new ForcedAlgorithm(algorithm)), WinogradTolerance);
    }

    private static void RequireClose(OperatorCase operatorCase, Tensor actual, double tolerance)
    {
        ReferenceTensor expected = operatorCase.Expected;
        Assert.That(actual.Shape, Is.EqualTo(expected.Shape), operatorCase.ToString());

        double errors = 0, squares = 0;
        for (int i = 0; i < expected.Data.Length; i++)
        {
            double difference = actual.Data[i] - expected.Data[i];
            errors += difference * difference;
            squares += expected.Data[i] * expected.Data[i];
        }

        // Written so that NaN fails.
        if (errors <= tolerance * tolerance * squares) return;
        Assert.Fail(
            $"{operatorCase}: relative L2 {Math.Sqrt(errors / squares):E2}; "
            + $"first wrong at {FirstWrong(expected, actual, tolerance)}");
    }

    private static string FirstWrong(ReferenceTensor expected, Tensor actual, double tolerance)
    {
        double scale = Math.Sqrt(expected.Data.Sum(value => value * value) / expected.Data.Length);
        int i = Array.FindIndex(actual.Data, 0, value => !double.IsFinite(value));
        for (int j = 0; i < 0 && j < actual.Data.Length; j++)
            if (Math.Abs(actual.Data[j] - expected.Data[j]) > 10 * tolerance * scale)
                i = j;
        if (i < 0) return "no single value";
        Shape shape = expected.Shape;
        return $"n {i / (shape.C * shape.H * shape.W)}, c {i / (shape.H * shape.W) % shape.C}, y {i / shape.W % shape.H}, "
            + $"x {i % shape.W}: {actual.Data[i]:G9}, expected {expected.Data[i]:G9}";
    }
}
