namespace GpuRetinex.Devices;

/// <summary>Reports a part's progress as a share of the whole's.</summary>
internal sealed class PartialProgress : IProgress<double>
{
    private readonly IProgress<double> _whole;
    private readonly double _begun;
    private readonly double _share;

    private PartialProgress(IProgress<double> whole, double begun, double share)
    {
        _whole = whole;
        _begun = begun;
        _share = share;
    }

    /// <param name="whole">Told the progress of the whole; null where nobody asks.</param>
    /// <param name="begun">Share of the whole that comes before the part.</param>
    /// <param name="share">The part's share.</param>
    public static PartialProgress? Of(IProgress<double>? whole, double begun, double share) =>
        whole is null ? null : new PartialProgress(whole, begun, share);

    public void Report(double value) => _whole.Report(_begun + (value * _share));
}
