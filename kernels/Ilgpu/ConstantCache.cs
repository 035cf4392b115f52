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
    private readonly Dictionary<(Tensor Constant, ConstantOrder Order), MemoryBuffer1D<float, Stride1D.Dense>> _buffers = [];

    /// <summary>Number of constants on the device.</summary>
    public int Count => _buffers.Count;

    /// <summary>The constant's buffer; the same object gives the same buffer.</summary>
    public MemoryBuffer1D<float, Stride1D.Dense> Get(Tensor constant, ConstantOrder order)
    {
        if (!_buffers.TryGetValue((constant, order), out MemoryBuffer1D<float, Stride1D.Dense>? buffer))
        {
            buffer = accelerator.Allocate1D(WeightOrder.Apply(constant, order));
            _buffers.Add((constant, order), buffer);
        }

        return buffer;
    }

    public void Dispose()
    {
        foreach (MemoryBuffer1D<float, Stride1D.Dense> buffer in _buffers.Values) buffer.Dispose();
        _buffers.Clear();
    }
}
