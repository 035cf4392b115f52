using System.Runtime.ExceptionServices;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// Threads that share independent tasks: an equal run of consecutive tasks to each, so that from step to step a thread finds
/// the same part of the picture in its caches; who is done helps the others. Who takes which task has no influence on any result.
/// Between the steps of a network the threads look out for the next one for a moment before they sleep: to be woken takes as long
/// as a tenth of a small step.
/// </summary>
internal sealed class Workers : IDisposable
{
    /// <summary>Counters a cache line apart.</summary>
    private const int CounterStep = 16;

    private readonly Lock _gate = new();
    private readonly Helper[] _helpers;
    private readonly ManualResetEventSlim _done = new(false, Helper.Looks);
    private Action<int>? _work;
    private ExceptionDispatchInfo? _failure;
    private int _working;

    /// <param name="count">Number of workers; the caller's thread is one of them.</param>
    public Workers(int count)
    {
        Count = count;
        _helpers = [.. Enumerable.Range(1, count - 1).Select(index => new Helper(() => Work(index)))];
    }

    /// <summary>Number of workers, each with an index of its own for scratch memory.</summary>
    public int Count { get; }

    /// <summary>Returns when all tasks are done.</summary>
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
        lock (_gate)
        {
            _work = worker =>
            {
                for (int i = 0; i < runs; i++) TakeFrom((worker + i) % runs, worker);
            };
            _failure = null;
            _working = runs;
            _done.Reset();
            for (int helper = 0; helper < runs - 1; helper++) _helpers[helper].Start();
            Work(0);
            _done.Wait();
            _failure?.Throw();
        }

        void TakeFrom(int run, int worker)
        {
            int first = (int)((long)tasks * run / runs), end = (int)((long)tasks * (run + 1) / runs);
            for (int task = first + Next(run); task < end; task = first + Next(run)) body(worker, task);
        }

        int Next(int run) => Interlocked.Increment(ref taken[run * CounterStep]) - 1;
    }

    public void Dispose()
    {
        foreach (Helper helper in _helpers) helper.Dispose();
        _done.Dispose();
    }

    private void Work(int worker)
    {
        try
        {
            _work!(worker);
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
        }

        if (Interlocked.Decrement(ref _working) == 0) _done.Set();
    }

    /// <summary>A thread that does the same work whenever it is told to; it is started for the first.</summary>
    private sealed class Helper(Action work) : IDisposable
    {
        /// <summary>
        /// How often to look before sleeping, with pauses in between that let other threads run: 0.1 ms or a little more.
        /// </summary>
        public const int Looks = 100;

        private readonly ManualResetEventSlim _start = new(false, Looks);
        private Thread? _thread;
        private bool _ends;

        public void Start()
        {
            if (_thread is null)
            {
                _thread = new Thread(Loop) { IsBackground = true, Name = "simd" };
                _thread.Start();
            }

            _start.Set();
        }

        public void Dispose()
        {
            _ends = true;
            if (_thread is null) return;
            _start.Set();
            _thread.Join();
            _start.Dispose();
        }

        private void Loop()
        {
            while (true)
            {
                _start.Wait();
                _start.Reset();
                if (_ends) return;
                work();
            }
        }
    }
}
