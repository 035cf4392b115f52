namespace GpuRetinex.Kernels.Vulkan;

/// <summary>
/// How much work one submission to a device may hold, so that it takes about a tenth of a second: desktops reset a device that
/// does not answer for some two seconds. It starts from a slow laptop's speed, learns from every submission, and outlives the
/// device's loss, after which submissions are shorter.
/// </summary>
/// <param name="lostSubmissions">See <see cref="VulkanOptions.LostSubmissions"/>.</param>
internal sealed class SubmissionBudget(int lostSubmissions)
{
    private const double UsualMilliseconds = 100, MillisecondsAfterLoss = 20, FirstWorkPerMillisecond = 5e7, Weight = 0.5;

    private double _milliseconds = UsualMilliseconds, _workPerMillisecond = FirstWorkPerMillisecond;
    private int _lostSubmissions = lostSubmissions;

    /// <summary>The work of the next submission, in floating-point operations.</summary>
    public double Work => _milliseconds * _workPerMillisecond;

    /// <summary>Takes note of a submission.</summary>
    public void Learn(double work, TimeSpan elapsed)
    {
        if (elapsed.TotalMilliseconds >= 1)
            _workPerMillisecond += Weight * (work / elapsed.TotalMilliseconds - _workPerMillisecond);
    }

    /// <summary>The device was lost: submissions are shorter from now on.</summary>
    public void Shrink()
    {
        _milliseconds = MillisecondsAfterLoss;
        _workPerMillisecond = Math.Min(_workPerMillisecond, FirstWorkPerMillisecond);
    }

    /// <summary>Whether this submission is to fail by a test's wish.</summary>
    public bool TakesLoss() => _lostSubmissions-- > 0;
}
