namespace GpuRetinex.Devices;

/// <summary>What the device check found of one small case of an operator.</summary>
/// <param name="Operator">The operator's name.</param>
/// <param name="Inputs">Shapes of its inputs.</param>
/// <param name="RelativeL2">Relative L2 error against the float64 reference; NaN where the device gave no result.</param>
/// <param name="Tolerance">Largest error that passes.</param>
/// <param name="Problem">Why the device gave no result, or null where it gave one.</param>
/// <param name="Algorithm">The algorithm asked for; null for the device's choice.</param>
public sealed record OperatorCheck(
    string Operator, string Inputs, double RelativeL2, double Tolerance, string? Problem, string? Algorithm = null)
{
    /// <summary>The operator's name and, where one was asked for, the algorithm's.</summary>
    public string Name => Algorithm is null ? Operator : $"{Operator} by '{Algorithm}'";

    /// <summary>Written so that NaN fails.</summary>
    public bool Passed => Problem is null && RelativeL2 <= Tolerance;
}
