using System.Collections.Concurrent;
using GpuRetinex.Cli.Pictures;

namespace GpuRetinex.Tests.Cli;

internal sealed class PipelineTests
{
    /// <summary>Only a fault makes a test wait so long.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    /// <summary>Jobs above this size are alone.</summary>
    private const int Largest = 10;

    private readonly ConcurrentQueue<string> _events = [];

    [SetUp]
    public void Forget() => _events.Clear();

    [Test]
    public void Run_OneIsComputed_WhileTheNextIsReadAndTheLastIsWritten()
    {
        using var nextIsRead = new ManualResetEventSlim();
        using var lastIsWritten = new ManualResetEventSlim();
        bool met = false;

        Pipeline.Run([0, 1, 2], _ => 1, 1, Read, Compute, Write);

        Assert.That(met, Is.True);

        int Read(int job)
        {
            if (job == 2) nextIsRead.Set();
            return job;
        }

        void Compute(int job)
        {
            if (job == 1) met = nextIsRead.Wait(Limit) && lastIsWritten.Wait(Limit);
        }

        bool Write(int job)
        {
            if (job == 0) lastIsWritten.Set();
            return true;
        }
    }

    [Test]
    public void Run_ManyJobs_PassEachStageInOrderAndOneAtATime()
    {
        int[] jobs = [.. Enumerable.Range(0, 50)];
        int[] inStage = new int[3];
        var random = new Random(1);
        int[] delays = [.. jobs.SelectMany(_ => Enumerable.Range(0, 3)).Select(_ => random.Next(3))];

        Pipeline.Run(jobs, job => job % 3, 1, Read, job => Pass(job, 1), job => Pass(job, 2) == job);

        foreach (int stage in (int[])[0, 1, 2])
            Assert.That(_events.Where(line => line.StartsWith($"{stage} ")), Is.EqualTo(jobs.Select(job => $"{stage} {job}")));

        int Read(int job) => Pass(job, 0);

        int Pass(int job, int stage)
        {
            Assert.That(Interlocked.Increment(ref inStage[stage]), Is.EqualTo(1));
            _events.Enqueue($"{stage} {job}");
            Thread.Sleep(delays[job * 3 + stage]);
            Interlocked.Decrement(ref inStage[stage]);
            return job;
        }
    }

    [Test]
    public void Run_LargerNext_IsReadOnlyWhenTheSmallerIsComputed()
    {
        RunRecorded([1, 2]);
        Assert.That(_events.ToList().IndexOf("read 2"), Is.GreaterThan(_events.ToList().IndexOf("computed 1")));
    }

    [Test]
    public void Run_LargerLast_IsWrittenBeforeTheSmallerIsComputed()
    {
        RunRecorded([2, 1]);
        Assert.That(_events.ToList().IndexOf("written 2"), Is.LessThan(_events.ToList().IndexOf("compute 1")));
    }

    [Test]
    public void Run_TooLargeOnes_AreAlone()
    {
        RunRecorded([11, 12, 1, 13]);
        string[] alone =
        [
            "read 11", "compute 11", "computed 11", "written 11", "read 12", "compute 12", "computed 12", "written 12",
            "compute 1", "computed 1", "written 1", "read 13", "compute 13", "computed 13", "written 13",
        ];
        Assert.That(_events.Where(line => line != "read 1"), Is.EqualTo(alone));
        Assert.That(_events.ToList().IndexOf("read 1"), Is.GreaterThan(_events.ToList().IndexOf("computed 12")));
    }

    [Test]
    public void Run_WriteSaysStop_TakesUpNoMore()
    {
        Pipeline.Run([.. Enumerable.Range(0, 20)], _ => 1, 1, job => job, _ => { }, job =>
        {
            _events.Enqueue($"{job}");
            return job < 3;
        });
        Assert.That(_events, Is.EqualTo(new[] { "0", "1", "2", "3" }));
    }

    /// <summary>Runs jobs whose numbers are their sizes.</summary>
    private void RunRecorded(int[] sizes) => Pipeline.Run(sizes, job => job, Largest, Read, Compute, Write);

    private int Read(int job)
    {
        _events.Enqueue($"read {job}");
        return job;
    }

    private void Compute(int job)
    {
        _events.Enqueue($"compute {job}");
        Thread.Sleep(20);
        _events.Enqueue($"computed {job}");
    }

    private bool Write(int job)
    {
        Thread.Sleep(20);
        _events.Enqueue($"written {job}");
        return true;
    }
}
