namespace GpuRetinex.Devices;

/// <summary>What the device check found.</summary>
/// <param name="Operators">One entry for every case.</param>
public sealed record DeviceReport(IReadOnlyList<OperatorCheck> Operators)
{
    /// <summary>Whether every case passed.</summary>
    public bool Passed => Operators.All(check => check.Passed);

    /// <summary>What is wrong, of the first operator that is; null where all is right.</summary>
    public string? Problem => Operators.FirstOrDefault(check => !check.Passed) switch
    {
        null => null,
        { Problem: { } problem } failed => $"{failed.Name} cannot be computed: {problem}",
        { } wrong => $"{wrong.Name} is computed wrongly " + FormattableString.Invariant(
            $"(relative error {wrong.RelativeL2:G3}, at most {wrong.Tolerance:G1} is right)"),
    };
}
