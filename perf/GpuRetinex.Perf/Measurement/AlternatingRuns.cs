using System.Diagnostics;

namespace GpuRetinex.Perf.Measurement;

/// <summary>
/// Times two things in turn, A B A B, so that what else the machine does meets both alike. Before each turn there is a rest, in
/// which the other's waiting threads go to sleep: ONNX Runtime's spin for longer than 20 ms, and with 200 ms between the turns
/// ten convolutions of ours took 17 ms in place of 40. Then one call that is not timed warms the caches.
/// </summary>
internal static class AlternatingRuns
{
    private static readonly TimeSpan Rest = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan ShortestTurn = TimeSpan.FromMilliseconds(100);

    /// <summary>Medians of the time of one call, in milliseconds.</summary>
    /// <param name="first">A.</param>
    /// <param name="second">B.</param>
    /// <param name="repetitions">Turns of each; a turn of something short is several calls.</param>
    public static (double First, double Second) MedianMilliseconds(Action first, Action second, int repetitions)
    {
        int firstCalls = CallsPerTurn(first), secondCalls = CallsPerTurn(second);
        var firstTimes = new double[repetitions];
        var secondTimes = new double[repetitions];
        for (int i = 0; i < repetitions; i++)
        {
            firstTimes[i] = Turn(first, firstCalls);
            secondTimes[i] = Turn(second, secondCalls);
        }

        return (Median(firstTimes), Median(secondTimes));
    }

    /// <summary>Runs until caches are warm and the JIT compiler has had its say.</summary>
    private static int CallsPerTurn(Action action)
    {
        var watch = Stopwatch.StartNew();
        do action();
        while (watch.Elapsed < WarmUp);
        double milliseconds = Turn(action, 1);
        return Math.Max(1, (int)Math.Ceiling(ShortestTurn.TotalMilliseconds / milliseconds));
    }

    private static double Turn(Action action, int calls)
    {
        Thread.Sleep(Rest);
        action();
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < calls; i++) action();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds / calls;
    }

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return (values[(values.Length - 1) / 2] + values[values.Length / 2]) / 2;
    }
}
