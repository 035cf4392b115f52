namespace GpuRetinex.Perf.Static;

/// <summary>What a stretch of machine code asks of one scheduler.</summary>
/// <param name="Count">Instructions.</param>
/// <param name="MultiplyAdds">Of these, multiply-adds in float32.</param>
/// <param name="Wavefronts">Turns of 128 bytes that its loads and stores take in the memory pipe.</param>
internal readonly record struct Instructions(double Count, double MultiplyAdds, double Wavefronts)
{
    /// <summary>Share of the multiply-adds.</summary>
    public double MultiplyAddShare => MultiplyAdds / Count;

    public static Instructions operator +(Instructions left, Instructions right) =>
        new(left.Count + right.Count, left.MultiplyAdds + right.MultiplyAdds, left.Wavefronts + right.Wavefronts);

    public static Instructions operator *(double times, Instructions instructions) =>
        new(times * instructions.Count, times * instructions.MultiplyAdds, times * instructions.Wavefronts);
}
