using GpuRetinex.Devices;
using GpuRetinex.Devices.Tuning;
using GpuRetinex.Kernels.Simd;
using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Tests.Devices;

/// <summary>A made-up device that computes by the vector kernels, and wrongly if so wished.</summary>
/// <param name="type">What it passes for.</param>
/// <param name="isBroken">Whether each result's first value is off.</param>
/// <param name="brokenAlgorithm">An algorithm whose results are off where it is asked for.</param>
internal sealed class StubFamily(DeviceType type, bool isBroken = false, string? brokenAlgorithm = null) : IDeviceFamily
{
    private readonly SimdFamily _simd = new();

    public IReadOnlyList<string> Kinds { get; } = ["stub"];

    /// <summary>Plans compiled so far on all its devices.</summary>
    public int Compiled { get; private set; }

    /// <summary>How often a device was told to give back memory.</summary>
    public int Trimmed { get; private set; }

    public IReadOnlyList<DeviceDescription> FindDevices() =>
        [new DeviceDescription("stub:0", "a stub", "stub", type, 1 << 30, "driver 1")];

    public IDevice Open(DeviceDescription device, Precision precision = Precision.Default) =>
        new Device(this, device, _simd.Open(_simd.FindDevices()[0], precision));

    private sealed class Device(StubFamily family, DeviceDescription description, IDevice simd) : IDevice
    {
        public DeviceDescription Description => description;

        public bool RunsTiles => true;

        public IReadOnlyList<string> Algorithms => simd.Algorithms;

        public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null)
        {
            family.Compiled++;
            string? asked = choice?.For(plan.Steps[0]);
            return new Executable(family.IsBroken(asked), simd.Compile(plan, choice));
        }

        public void Trim()
        {
            family.Trimmed++;
            simd.Trim();
        }

        public DevicePeak MeasurePeak() => simd.MeasurePeak();

        public void Dispose() => simd.Dispose();
    }

    private bool IsBroken(string? algorithm) => isBroken || (algorithm is not null && algorithm == brokenAlgorithm);

    private sealed class Executable(bool isBroken, IExecutable simd) : IExecutable
    {
        public long PeakBytes => simd.PeakBytes;

        public IReadOnlyDictionary<string, Tensor> Run(
            IReadOnlyDictionary<string, Tensor> inputs, IProgress<double>? progress = null,
            CancellationToken cancellation = default)
        {
            IReadOnlyDictionary<string, Tensor> outputs = simd.Run(inputs, progress, cancellation);
            if (isBroken) foreach (Tensor tensor in outputs.Values) tensor.Data[0] += 1;
            return outputs;
        }

        public IReadOnlyList<StepProfile> Profile(
            IReadOnlyDictionary<string, Tensor> inputs, CancellationToken cancellation = default) =>
            simd.Profile(inputs, cancellation);

        public void Dispose() => simd.Dispose();
    }
}
