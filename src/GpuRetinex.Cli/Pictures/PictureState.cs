using System.Diagnostics;
using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>A picture on its way through the stages.</summary>
internal sealed class PictureState(PictureJob job)
{
    public PictureJob Job { get; } = job;

    /// <summary>Whether there is nothing to do, for the output exists.</summary>
    public bool IsSkipped { get; set; }

    /// <summary>What the file holds, once it is read.</summary>
    public Picture? Picture { get; set; }

    /// <summary>What the network made of it, once that is done.</summary>
    public PictureResult? Result { get; set; }

    /// <summary>Why it cannot be done.</summary>
    public Exception? Failure { get; private set; }

    /// <summary>Time spent on it in all stages.</summary>
    public TimeSpan Elapsed { get; private set; }

    /// <summary>Lets go of the pixels.</summary>
    public void Release() => (Picture, Result) = (null, null);

    /// <summary>Does a stage, unless an earlier one failed or found nothing to do.</summary>
    public void Do(Action stage)
    {
        if (IsSkipped || Failure is not null) return;
        var clock = Stopwatch.StartNew();
        try
        {
            stage();
        }
        catch (Exception exception)
        {
            Failure = exception;
        }

        Elapsed += clock.Elapsed;
    }
}
