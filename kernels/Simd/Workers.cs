namespace GpuRetinex.Kernels.Simd;

/// <summary>Shares independent tasks among threads. Which thread takes which task has no influence on any result.</summary>
internal sealed class Workers(int count)
{
    /// <summary>Number of workers, each with an index of its own for scratch memory.</summary>
    public int Count { get; } = count;

    /// <param name="tasks">Number of tasks.</param>
    /// <param name="body">Given the worker's index and the task's.</param>
    public void Run(int tasks, Action<int, int> body)
    {
        int next = -1;
        if (Count == 1 || tasks == 1) Work(0);
        else Parallel.For(0, Math.Min(Count, tasks), Work);

        void Work(int worker)
        {
            for (int task = Interlocked.Increment(ref next); task < tasks; task = Interlocked.Increment(ref next)) body(worker, task);
        }
    }
}
