using GpuRetinex.Tensors;
using ILGPU;
using ILGPU.Runtime;

namespace GpuRetinex.Kernels.Ilgpu;

/// <summary>
/// Constants on the device, each brought into a kernel's order and uploaded once, however many plans (one for each tile size,
/// say) use it. They stay until the device is closed.
/// </summary>
internal sealed class ConstantCache(Accelerator accelerator) : IDisposable
{
    private readonly Dictionary<(Tensor Constant, ConstantOrder Order, int Groups), MemoryBuffer1D<float, Stride1D.Dense>>
        _buffers = [];

    /// <summary>Number of constants on the device.</summary>
    public int Count => _buffers.Count;

    /// <summary>The constant's buffer; the same object gives the same buffer.</summary>
    /// <param name="constant">The constant.</param>
    /// <param name="order">The order of its elements.</param>
    /// <param name="groups">Groups of channels, where it holds weights; else 1.</param>
    public MemoryBuffer1D<float, Stride1D.Dense> Get(Tensor constant, ConstantOrder order, int groups)
    {
        if (!_buffers.TryGetValue((constant, order, groups), out MemoryBuffer1D<float, Stride1D.Dense>? buffer))
        {
            buffer = accelerator.Allocate1D(WeightOrder.Apply(constant, order, groups));
            _buffers.Add((constant, order, groups), buffer);
        }

        return buffer;
    }

    public void Dispose()
    {
        foreach (MemoryBuffer1D<float, Stride1D.Dense> buffer in _buffers.Values) buffer.Dispose();
        _buffers.Clear();
    }
}
