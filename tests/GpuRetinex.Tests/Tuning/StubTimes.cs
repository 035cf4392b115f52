using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Tuning;

/// <summary>A made-up device that computes nothing and takes the time that it is told to.</summary>
/// <param name="milliseconds">The time of every convolution by each algorithm; the first is the rule's.</param>
internal sealed class StubTimes(IReadOnlyDictionary<string, double> milliseconds) : IDevice
{
    /// <summary>An algorithm whose results are wrong.</summary>
    public string? Wrong { get; init; }

    /// <summary>An algorithm that cannot be compiled.</summary>
    public string? Failing { get; init; }

    /// <summary>Algorithms in the order of the runs that were profiled.</summary>
    public List<string> Profiled { get; } = [];

    public DeviceDescription Description => new("stub:0", "a stub", "stub", DeviceType.Cpu, 1 << 30, "driver 1");

    public bool RunsTiles => true;

    public IReadOnlyList<string> Algorithms { get; } = [.. milliseconds.Keys];

    public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null)
    {
        string algorithm = choice?.For(plan.Steps[0]) ?? Algorithms[0];
        if (algorithm == Failing) throw new DeviceException("stub:0", "it will not", "Try another.");
        return new Executable(this, plan, algorithm);
    }

    public DevicePeak MeasurePeak() => new(1, 1);

    public void Dispose()
    {
    }

    private sealed class Executable(StubTimes device, Plan plan, string algorithm) : IExecutable
    {
        public long PeakBytes => 0;

        public IReadOnlyDictionary<string, Tensor> Run(
            IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null,
            CancellationToken cancellation = default)
        {
            var result = new Tensor(new Shape(1, 1, 1, 1));
            result.Data[0] = algorithm == device.Wrong ? 1.001f : 1;
            return new Dictionary<string, Tensor> { ["y"] = result };
        }

        public IReadOnlyList<StepProfile> Profile(
            IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default)
        {
            device.Profiled.Add(algorithm);
            return [
                .. plan.Steps.Select(
                    step => new StepProfile(step, algorithm, TimeSpan.FromMilliseconds(device.Milliseconds[algorithm])))
            ];
        }

        public void Dispose()
        {
        }
    }

    private IReadOnlyDictionary<string, double> Milliseconds { get; } = milliseconds;
}
