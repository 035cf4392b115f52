namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// How much work one submission may hold, so that it takes about a tenth of a second: desktops reset a device that does not
/// answer for some two seconds. It starts from a slow laptop's speed and learns from every submission.
/// </summary>
internal sealed class SubmissionBudget
{
    private const double UsualMilliseconds = 100, MillisecondsAfterLoss = 20, FirstWorkPerMillisecond = 5e7, Weight = 0.5;

    private double _milliseconds = UsualMilliseconds, _workPerMillisecond = FirstWorkPerMillisecond;

    /// <summary>The work of the next submission, in floating-point operations.</summary>
    public double Work => _milliseconds * _workPerMillisecond;

    /// <summary>Takes note of a submission.</summary>
    public void Learn(double work, TimeSpan elapsed)
    {
        if (elapsed.TotalMilliseconds >= 1)
            _workPerMillisecond += Weight * (work / elapsed.TotalMilliseconds - _workPerMillisecond);
    }

    /// <summary>Submissions are shorter from now on.</summary>
    public void Shrink()
    {
        _milliseconds = MillisecondsAfterLoss;
        _workPerMillisecond = Math.Min(_workPerMillisecond, FirstWorkPerMillisecond);
    }
}
