using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Copies between host and device through two slots of memory that both reach: while the device copies one, the host converts
/// rows in the other.
/// </summary>
internal sealed unsafe class StagingRing : IDisposable
{
    private const int Slots = 2;
    private const long LeastSlotBytes = 4 << 20;

    private readonly VulkanContext _context;
    private readonly CommandPool _pool;
    private readonly CommandBuffer[] _commands;
    private readonly Fence[] _fences = new Fence[Slots];
    private readonly bool[] _busy = new bool[Slots];
    private DeviceBuffer _buffer;
    private byte* _memory;
    private long _slotBytes;

    public StagingRing(VulkanContext context)
    {
        _context = context;
        _pool = Commands.CreatePool(context);
        _commands = Commands.Allocate(context, _pool, Slots);
        for (int i = 0; i < Slots; i++) _fences[i] = Commands.CreateFence(context);
        _slotBytes = LeastSlotBytes;
        _buffer = DeviceBuffer.Staging(context, Slots * _slotBytes);
        _memory = _buffer.Map();
    }

    /// <summary>Writes rows of equal length one behind the other.</summary>
    /// <param name="target">Where they go.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="fill">Writes so many rows from a first one on to an address.</param>
    public void Upload(DeviceBuffer target, long offset, int rows, long rowBytes, RowCopy fill) =>
        Transfer(rows, rowBytes, (slot, first, count) =>
        {
            fill((nint)(_memory + slot * _slotBytes), first, count);
            Submit(
                slot, new BufferCopy((ulong)(slot * _slotBytes), (ulong)(offset + first * rowBytes), (ulong)(count * rowBytes)),
                target, isUpload: true);
        }, static (_, _, _) => { });

    /// <summary>Writes bytes.</summary>
    public void Upload(DeviceBuffer target, long offset, ReadOnlySpan<byte> bytes)
    {
        fixed (byte* pointer = bytes)
        {
            nint source = (nint)pointer;
            int whole = (int)(bytes.Length / LeastSlotBytes), rest = (int)(bytes.Length % LeastSlotBytes);
            if (whole > 0)
            {
                Upload(target, offset, whole, LeastSlotBytes, (memory, first, count) =>
                    System.Buffer.MemoryCopy(
                        (byte*)source + first * LeastSlotBytes, (byte*)memory, count * LeastSlotBytes, count * LeastSlotBytes));
            }

            if (rest > 0)
            {
                Upload(target, offset + whole * LeastSlotBytes, 1, rest, (memory, _, _) =>
                    System.Buffer.MemoryCopy((byte*)source + whole * LeastSlotBytes, (byte*)memory, rest, rest));
            }
        }
    }

    /// <summary>Reads rows of equal length that lie one behind the other.</summary>
    /// <param name="source">Where they are.</param>
    /// <param name="offset">First byte.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="rowBytes">Bytes of a row.</param>
    /// <param name="take">Reads so many rows from a first one on from an address.</param>
    public void Download(DeviceBuffer source, long offset, int rows, long rowBytes, RowCopy take) =>
        Transfer(
            rows, rowBytes,
            (slot, first, count) =>
                Submit(
                    slot,
                    new BufferCopy((ulong)(offset + first * rowBytes), (ulong)(slot * _slotBytes), (ulong)(count * rowBytes)),
                    source, isUpload: false),
            (slot, first, count) => take((nint)(_memory + slot * _slotBytes), first, count));

    public void Dispose()
    {
        if (_context.IsHung) return;
        foreach (Fence fence in _fences) _context.Api.DestroyFence(_context.Device, fence, null);
        _context.Api.DestroyCommandPool(_context.Device, _pool, null);
        _buffer.Dispose();
    }

    /// <summary>Moves rows through the slots in turn.</summary>
    /// <param name="begin">Starts the copy of a part in a slot.</param>
    /// <param name="end">Called once that copy is done.</param>
    private void Transfer(int rows, long rowBytes, Action<int, int, int> begin, Action<int, int, int> end)
    {
        if (rows == 0 || rowBytes == 0) return;
        Reserve(rowBytes);
        int most = (int)Math.Min(_slotBytes / rowBytes, rows), part = 0;
        Span<(int First, int Count)> pending = stackalloc (int, int)[Slots];
        for (int first = 0; first < rows; first += most, part++)
        {
            int slot = part % Slots;
            Finish(slot, pending[slot]);
            pending[slot] = (first, Math.Min(most, rows - first));
            begin(slot, first, pending[slot].Count);
        }

        for (int i = 0; i < Slots; i++) Finish((part + i) % Slots, pending[(part + i) % Slots]);

        void Finish(int slot, (int First, int Count) done)
        {
            if (!_busy[slot]) return;
            _context.Wait(_fences[slot], "a copy");
            _busy[slot] = false;
            end(slot, done.First, done.Count);
        }
    }

    private void Reserve(long rowBytes)
    {
        if (rowBytes <= _slotBytes) return;
        _buffer.Dispose();
        _slotBytes = (rowBytes + 255) / 256 * 256;
        _buffer = DeviceBuffer.Staging(_context, Slots * _slotBytes);
        _memory = _buffer.Map();
    }

    private void Submit(int slot, BufferCopy copy, DeviceBuffer device, bool isUpload)
    {
        CommandBuffer commands = _commands[slot];
        Commands.Begin(_context, commands, CommandBufferUsageFlags.OneTimeSubmitBit);
        if (isUpload)
        {
            _context.Api.CmdCopyBuffer(commands, _buffer.Handle, device.Handle, 1, in copy);
            Commands.Barrier(_context, commands, PipelineStageFlags.TransferBit, AccessFlags.TransferWriteBit,
                PipelineStageFlags.ComputeShaderBit,
                AccessFlags.ShaderReadBit | AccessFlags.UniformReadBit | AccessFlags.ShaderWriteBit);
        }
        else
        {
            Commands.Barrier(_context, commands, PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderWriteBit,
                PipelineStageFlags.TransferBit, AccessFlags.TransferReadBit);
            _context.Api.CmdCopyBuffer(commands, device.Handle, _buffer.Handle, 1, in copy);
            Commands.Barrier(
                _context, commands, PipelineStageFlags.TransferBit, AccessFlags.TransferWriteBit, PipelineStageFlags.HostBit,
                AccessFlags.HostReadBit);
        }

        _context.Require(_context.Api.EndCommandBuffer(commands), "a copy cannot be recorded");
        _context.Submit([commands], _fences[slot]);
        _busy[slot] = true;
    }
}
