namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Shares independent tasks among threads: an equal run of consecutive tasks to each, so that from step to step a thread finds
/// the same part of the picture in its caches; who is done helps the others. Who takes which task has no influence on any result.
/// </summary>
internal sealed class Workers(int count)
{
    /// <summary>Counters a cache line apart.</summary>
    private const int CounterStep = 16;

    /// <summary>Number of workers, each with an index of its own for scratch memory.</summary>
    public int Count { get; } = count;

    /// <param name="tasks">Number of tasks.</param>
    /// <param name="body">Given the worker's index and the task's.</param>
    public void Run(int tasks, Action<int, int> body)
    {
        int runs = Math.Min(Count, tasks);
        if (runs <= 1)
        {
            for (int task = 0; task < tasks; task++) body(0, task);
            return;
        }

        var taken = new int[runs * CounterStep];
        Parallel.For(0, runs, worker =>
        {
            for (int i = 0; i < runs; i++) TakeFrom((worker + i) % runs, worker);
        });

        void TakeFrom(int run, int worker)
        {
            int first = (int)((long)tasks * run / runs), end = (int)((long)tasks * (run + 1) / runs);
            for (int task = first + Next(run); task < end; task = first + Next(run)) body(worker, task);
        }

        int Next(int run) => Interlocked.Increment(ref taken[run * CounterStep]) - 1;
    }
}
