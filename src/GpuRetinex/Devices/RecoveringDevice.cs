using GpuRetinex.Devices.Tuning;
using GpuRetinex.Planning;

namespace GpuRetinex.Devices;

/// <summary>
/// A device that goes on where it can. One that is lost is opened anew, once; if it is lost again, the processor takes its place.
/// Results that are not finite are computed again in the exact mode. Whatever happens is said.
/// </summary>
internal sealed class RecoveringDevice : IDevice
{
    private readonly Func<Precision, IDevice> _open;
    private readonly Func<Precision, IDevice> _openProcessor;
    private readonly Precision _precision;
    private readonly Action<string> _explain;
    private readonly HashSet<RecoveringExecutable> _executables = [];
    private IDevice _device;
    private IDevice? _exact;
    private int _losses;

    /// <param name="device">The device, open; it becomes this one's.</param>
    /// <param name="open">Opens the same device anew.</param>
    /// <param name="openProcessor">Opens the device that takes its place.</param>
    /// <param name="precision">The precision that <paramref name="device"/> was opened with.</param>
    /// <param name="explain">Told in a sentence what went wrong and what is done about it.</param>
    public RecoveringDevice(
        IDevice device, Func<Precision, IDevice> open, Func<Precision, IDevice> openProcessor, Precision precision,
        Action<string> explain)
    {
        _device = device;
        _open = open;
        _openProcessor = openProcessor;
        _precision = precision;
        _explain = explain;
    }

    /// <summary>The device that computes now.</summary>
    public DeviceDescription Description => _device.Description;

    public bool RunsTiles => _device.RunsTiles;

    public BandRule? Bands => _device.Bands;

    public long MemoryBudget => _device.MemoryBudget;

    public IReadOnlyList<string> Algorithms => _device.Algorithms;

    public IExecutable Compile(Plan plan, IAlgorithmChoice? choice = null)
    {
        var executable = new RecoveringExecutable(this, plan, choice);
        _executables.Add(executable);
        try
        {
            executable.Prepare();
            return executable;
        }
        catch
        {
            executable.Dispose();
            throw;
        }
    }

    public void Trim()
    {
        _device.Trim();
        _exact?.Trim();
    }

    public DevicePeak MeasurePeak() => _device.MeasurePeak();

    public void Dispose()
    {
        Close();
        _executables.Clear();
    }

    internal IExecutable CompileNow(Plan plan, IAlgorithmChoice? choice) => _device.Compile(plan, choice);

    /// <summary>Compiles for the exact mode; null where the device is in it already.</summary>
    internal IExecutable? CompileExact(Plan plan)
    {
        if (_precision == Precision.Exact) return null;
        _explain($"device {Description.Id}: a result has values that are not finite; it is computed again in the exact mode");
        _exact ??= _losses > 1 ? _openProcessor(Precision.Exact) : _open(Precision.Exact);
        return _exact.Compile(plan);
    }

    internal void Forget(RecoveringExecutable executable) => _executables.Remove(executable);

    /// <summary>Puts a working device in place of a lost one.</summary>
    /// <exception cref="DeviceException">There is none, or the loss was the processor's.</exception>
    internal void Replace(DeviceException loss)
    {
        if (_losses++ > 1) throw loss;
        DeviceDescription lost = Description;
        Close();
        if (_losses == 1 && TryReopen(lost, loss)) return;
        _losses = 2;
        _device = _openProcessor(_precision);
        _explain(
            $"device {lost.Id} was lost for good ({loss.Problem}); the work goes on with {Description.Id}, which takes longer");
    }

    private bool TryReopen(DeviceDescription lost, DeviceException loss)
    {
        try
        {
            _device = _open(_precision);
            _explain($"device {lost.Id} was lost ({loss.Problem}); it is opened anew and the work tried again");
            return true;
        }
        catch (DeviceException exception)
        {
            _explain($"device {lost.Id} cannot be opened anew: {exception.Message}");
            return false;
        }
    }

    /// <summary>What was compiled goes before the device that it was compiled for.</summary>
    private void Close()
    {
        foreach (RecoveringExecutable executable in _executables) executable.Release();
        _exact?.Dispose();
        _exact = null;
        _device.Dispose();
    }
}
