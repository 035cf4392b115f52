namespace GpuRetinex.Kernels.Simd;

/// <summary>How many rows make a task.</summary>
internal static class RowBand
{
    private const int MostRows = 4;
    private const int TasksPerWorker = 4;

    /// <summary>As many rows as leave each worker several tasks, so that a slow one doesn't hold up the others.</summary>
    public static int Rows(int rows, int workers) => Math.Clamp(rows / (workers * TasksPerWorker), 1, MostRows);

    /// <summary>Runs <paramref name="body"/> for every row.</summary>
    public static void ForEach(int rows, Workers workers, Action<int> body)
    {
        int bandRows = Rows(rows, workers.Count);
        workers.Run((rows + bandRows - 1) / bandRows, (_, band) =>
        {
            for (int row = band * bandRows; row < Math.Min((band + 1) * bandRows, rows); row++) body(row);
        });
    }
}
