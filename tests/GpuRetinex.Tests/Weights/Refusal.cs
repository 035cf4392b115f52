namespace GpuRetinex.Tests.Weights;

/// <summary>The error that an unusable file gives.</summary>
internal static class Refusal
{
    /// <summary>The error; the test fails where there is none, or one of another type.</summary>
    public static InvalidFileException Of(Action action) => Assert.Throws<InvalidFileException>(() => action())!;
}
