using System.Diagnostics;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Runs the steps of a plan one by one and times each by the device's own clock; by the host's where it has none.
/// </summary>
internal sealed unsafe class StepTimer : IDisposable
{
    private readonly PreparedPlan _plan;
    private readonly PreparedLaunches _launches;
    private readonly VulkanContext _context;
    private readonly QueryPool _queries;
    private readonly CommandBuffer[] _marks;

    public StepTimer(PreparedPlan plan)
    {
        _plan = plan;
        _launches = plan.Launches;
        _context = plan.Device.Context;
        _marks = Commands.Allocate(_context, plan.Launches.CommandPool, 2);
        if (!HasClock) return;
        var info = new QueryPoolCreateInfo(queryType: QueryType.Timestamp, queryCount: 2);
        _context.Require(
            _context.Api.CreateQueryPool(_context.Device, in info, null, out _queries), "the device's clock cannot be read");
        for (uint i = 0; i < 2; i++) RecordMark(i);
    }

    private bool HasClock => _context.Facts.TimestampBits > 0 && _context.Facts.Limits.TimestampPeriod > 0;

    /// <summary>Runs a step.</summary>
    /// <param name="step">Its number; every earlier one has run.</param>
    public TimeSpan Run(int step)
    {
        int first = _plan.Steps.Take(step).Sum(earlier => earlier.Launches.Length);
        Dispatch[] dispatches = [.. _launches.Dispatches.Skip(first).Take(_plan.Steps[step].Launches.Length)];
        if (dispatches.Length == 0) return TimeSpan.Zero;
        CommandBuffer[] work = [.. _launches.Record(dispatches).Select(part => part.Commands)];
        long start = Stopwatch.GetTimestamp();
        _context.Submit(HasClock ? [_marks[0], .. work, _marks[1]] : work, _launches.Fence);
        _context.Wait(_launches.Fence, dispatches[0].Launch.Step);
        TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
        fixed (CommandBuffer* pointer = work)
            _context.Api.FreeCommandBuffers(_context.Device, _launches.CommandPool, (uint)work.Length, pointer);
        return HasClock ? ReadClock() : elapsed;
    }

    public void Dispose()
    {
        if (_context.IsHung) return;
        fixed (CommandBuffer* pointer = _marks)
            _context.Api.FreeCommandBuffers(_context.Device, _launches.CommandPool, 2, pointer);
        if (_queries.Handle != 0) _context.Api.DestroyQueryPool(_context.Device, _queries, null);
    }

    /// <summary>Commands that note the time once everything before them is done.</summary>
    private void RecordMark(uint query)
    {
        Commands.Begin(_context, _marks[query]);
        if (query == 0) _context.Api.CmdResetQueryPool(_marks[query], _queries, 0, 2);
        Commands.Barrier(
            _context, _marks[query], PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderWriteBit,
            PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit);
        _context.Api.CmdWriteTimestamp(_marks[query], PipelineStageFlags.ComputeShaderBit, _queries, query);
        _context.Require(_context.Api.EndCommandBuffer(_marks[query]), "commands cannot be recorded");
    }

    private TimeSpan ReadClock()
    {
        ulong* ticks = stackalloc ulong[2];
        Result result = _context.Api.GetQueryPoolResults(
            _context.Device, _queries, 0, 2, 2 * sizeof(ulong), ticks, sizeof(ulong),
            QueryResultFlags.Result64Bit | QueryResultFlags.ResultWaitBit);
        _context.Require(result, "the device's clock cannot be read");
        ulong mask = _context.Facts.TimestampBits >= 64 ? ulong.MaxValue : (1UL << (int)_context.Facts.TimestampBits) - 1;
        double nanoseconds = ((ticks[1] - ticks[0]) & mask) * (double)_context.Facts.Limits.TimestampPeriod;
        return TimeSpan.FromMicroseconds(nanoseconds / 1000);
    }
}
