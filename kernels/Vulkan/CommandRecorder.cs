using System.Collections.Immutable;
using Silk.NET.Vulkan;

namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// Records dispatches once, to be submitted again and again. A barrier stands only where a dispatch touches memory that an
/// earlier one since the last barrier has written, or writes memory that one has read.
/// </summary>
internal sealed unsafe class CommandRecorder(VulkanContext context, PipelineLayout layout, CommandPool pool)
{
    /// <summary>
    /// Work of one command buffer, and the most of one dispatch, in floating-point operations: a large launch is cut into
    /// dispatches of some milliseconds each, so that submissions of any length can be put together.
    /// </summary>
    private const double PieceWork = 2e9;

    private readonly ImmutableArray<RecordedCommands>.Builder _recorded = ImmutableArray.CreateBuilder<RecordedCommands>();
    private readonly List<BufferRange> _written = [], _read = [];
    private CommandBuffer _commands;
    private double _work;

    /// <summary>All dispatches in order.</summary>
    public ImmutableArray<RecordedCommands> Record(IReadOnlyList<Dispatch> dispatches)
    {
        string step = "";
        foreach (Dispatch dispatch in dispatches)
        {
            step = dispatch.Launch.Step;
            if (Depends(dispatch.Launch)) AddBarrier();
            _written.Add(dispatch.Launch.Output);
            foreach (BufferRange? input in dispatch.Launch.Inputs)
                if (input is { } range)
                    _read.Add(range);
            AddPieces(dispatch);
        }

        Finish(step);
        return _recorded.ToImmutable();
    }

    private bool Depends(Launch launch) =>
        _written.Exists(launch.Output.Overlaps)
        || _read.Exists(launch.Output.Overlaps)
        || launch.Inputs.Any(input => input is { } range && _written.Exists(range.Overlaps));

    private void AddBarrier()
    {
        Commands.Barrier(
            context, Current(), PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderWriteBit,
            PipelineStageFlags.ComputeShaderBit, AccessFlags.ShaderReadBit | AccessFlags.ShaderWriteBit);
        _written.Clear();
        _read.Clear();
    }

    private void AddPieces(Dispatch dispatch)
    {
        Launch launch = dispatch.Launch;
        double workPerGroup = launch.Work / launch.Groups;
        long most = Math.Clamp((long)(PieceWork / Math.Max(workPerGroup, 1)), 1, context.Facts.MaxGroups);
        for (long first = 0; first < launch.Groups; first += most)
        {
            long groups = Math.Min(most, launch.Groups - first);
            AddPiece(dispatch, (int)first, (uint)groups);
            _work += groups * workPerGroup;
            if (_work >= PieceWork) Finish(launch.Step);
        }
    }

    private void AddPiece(Dispatch dispatch, int firstGroup, uint groups)
    {
        CommandBuffer commands = Current();
        DescriptorSet operands = dispatch.Operands;
        context.Api.CmdBindPipeline(commands, PipelineBindPoint.Compute, dispatch.Pipeline);
        context.Api.CmdBindDescriptorSets(commands, PipelineBindPoint.Compute, layout, 0, 1, &operands, 0, null);
        context.Api.CmdPushConstants(commands, layout, ShaderStageFlags.ComputeBit, 0, sizeof(int), &firstGroup);
        context.Api.CmdDispatch(commands, groups, 1, 1);
    }

    private CommandBuffer Current()
    {
        if (_commands.Handle != 0) return _commands;
        _commands = Commands.Allocate(context, pool, 1)[0];
        Commands.Begin(context, _commands);
        return _commands;
    }

    private void Finish(string step)
    {
        if (_commands.Handle == 0) return;
        context.Require(context.Api.EndCommandBuffer(_commands), $"{step}: commands cannot be recorded");
        _recorded.Add(new RecordedCommands(_commands, _work, step));
        (_commands, _work) = (default, 0);
    }
}
