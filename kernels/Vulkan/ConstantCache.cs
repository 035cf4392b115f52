using System.Runtime.InteropServices;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Constants on the device, each brought into a kernel's order and uploaded once, however many plans (one for each tile, say) use
/// it. They lie in a few large buffers and stay until the device is closed or <see cref="Clear"/> is called.
/// </summary>
internal sealed class ConstantCache(VulkanContext context, StagingRing staging, bool half) : IDisposable
{
    private const long BlockBytes = 8 << 20;

    /// <summary>No device asks for more of a binding's offset.</summary>
    private const long Alignment = 256;

    private readonly Dictionary<(Tensor Constant, WeightOrder Order), BufferRange> _constants = [];
    private readonly List<DeviceBuffer> _blocks = [];
    private readonly Dictionary<string, Tensor> _tables = [];
    private long _used;

    /// <summary>Number of constants on the device.</summary>
    public int Count => _constants.Count;

    /// <summary>Bytes held.</summary>
    public long Bytes => _blocks.Sum(block => block.Bytes);

    /// <summary>Where a constant lies; the same tensor gives the same place.</summary>
    public BufferRange Get(Tensor constant, WeightOrder order)
    {
        if (_constants.TryGetValue((constant, order), out BufferRange range)) return range;
        ReadOnlySpan<byte> data = order.Kind == WeightKind.Map
            ? HostLayout.ToChannelsLast(constant, half)
            : MemoryMarshal.AsBytes(order.Apply(constant).AsSpan());
        range = Reserve(data.Length);
        staging.Upload(range.Buffer, range.Offset, data);
        _constants.Add((constant, order), range);
        return range;
    }

    /// <summary>Where whole numbers lie that a kernel looks up; equal ones share a place.</summary>
    public BufferRange Table(int[] numbers)
    {
        string key = string.Join(',', numbers);
        if (!_tables.TryGetValue(key, out Tensor? bits))
        {
            bits = new Tensor(new Shape(numbers.Length), MemoryMarshal.Cast<int, float>(numbers).ToArray());
            _tables.Add(key, bits);
        }

        return Get(bits, new WeightOrder(WeightKind.Bias));
    }

    /// <summary>Gives the memory back. No plan that uses a constant may be left.</summary>
    public void Clear()
    {
        foreach (DeviceBuffer block in _blocks) block.Dispose();
        _blocks.Clear();
        _constants.Clear();
        _tables.Clear();
        _used = 0;
    }

    public void Dispose() => Clear();

    private BufferRange Reserve(long bytes)
    {
        long rounded = (Math.Max(bytes, 1) + Alignment - 1) / Alignment * Alignment;
        if (_blocks.Count == 0 || _used + rounded > _blocks[^1].Bytes)
        {
            _blocks.Add(DeviceBuffer.Local(context, Math.Max(rounded, BlockBytes), "weights"));
            _used = 0;
        }

        var range = new BufferRange(_blocks[^1], _used, rounded);
        _used += rounded;
        return range;
    }
}
