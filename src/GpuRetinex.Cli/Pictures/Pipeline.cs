namespace GpuRetinex.Cli.Pictures;

/// <summary>
/// Takes jobs through three stages in their order. While one is computed, the next is read and the last is written; no stage ever
/// has two at once, and no more than three are under way.
/// </summary>
internal static class Pipeline
{
    /// <param name="jobs">The jobs.</param>
    /// <param name="size">
    /// What a job takes of a memory that three of the computed one's size fit into: a larger one waits to be read until the one
    /// before it is computed, and is written before a smaller one is computed.
    /// </param>
    /// <param name="largest">The size above which a job is alone: none is read or written meanwhile.</param>
    /// <param name="read">First stage; must not throw.</param>
    /// <param name="compute">Second stage, on the caller's thread.</param>
    /// <param name="write">Third stage; must not throw; false to take up no further job.</param>
    public static void Run<TJob, TWork>(
        IReadOnlyList<TJob> jobs, Func<TJob, long> size, long largest, Func<TJob, TWork> read, Action<TWork> compute,
        Func<TWork, bool> write)
    {
        if (jobs.Count == 0) return;
        long last = 0, own = size(jobs[0]);
        Task<TWork> reading = Task.Run(() => read(jobs[0]));
        Task<bool> writing = Task.FromResult(true);
        try
        {
            for (int i = 0; i < jobs.Count; i++)
            {
                TWork work = reading.Result;
                int index = i + 1;
                bool more = index < jobs.Count;
                long next = more ? size(jobs[index]) : 0;
                bool readsAhead = next <= own && own <= largest;
                if (last > own && !writing.Result) return;
                if (more && readsAhead) reading = Task.Run(() => read(jobs[index]));
                compute(work);
                if (!writing.Result) return;
                writing = Task.Run(() => write(work));
                if (next > largest && !writing.Result) return;
                if (more && !readsAhead) reading = Task.Run(() => read(jobs[index]));
                (last, own) = (own, next);
            }
        }
        finally
        {
            Task.WaitAll(reading, writing);
        }
    }
}
