using GpuRetinex.Operators;

namespace GpuRetinex.Perf.Static;

/// <summary>A shader for one shape of ISSR.</summary>
/// <param name="Shader">The file's name without ending.</param>
/// <param name="Shape">Kernel size, channels, output size.</param>
/// <param name="Constants">Specialisation constants, as the family's host sets them for channels that are multiples of 4, bias
/// and leaky ReLU.</param>
/// <param name="UsefulShare">Share of the computed sums that the output needs.</param>
internal sealed record RadvCase(string Shader, string Shape, int[] Constants, double UsefulShare)
{
    private const int PointwiseThreads = 64;

    /// <summary>The hot shapes.</summary>
    public static IReadOnlyList<RadvCase> All { get; } =
    [
        Tiled("3x3 64→64 600x400", kernel: 3, threads: 128, quads: 2, outputThreads: 8),
        Tiled("1x1 128→64 600x400", kernel: 1, threads: 128, quads: 2, outputThreads: 8),
        Tiled("3x3 32→32 600x400", kernel: 3, threads: 128, quads: 1, outputThreads: 8),
        new("WinogradProduct", "3x3 64→64 600x400", [128, 2, 8], 1),
        new("Winograd4Input", "3x3 64→64 600x400", [PointwiseThreads, 1], 1),
        new("Winograd4Output", "3x3 64→64 600x400", [PointwiseThreads, .. Epilogue(vectorOutput: true)], 1),
        new("Winograd2Input", "3x3 256→256 32x32", [PointwiseThreads, 1], 1),
        new("Winograd2Output", "3x3 256→256 32x32", [PointwiseThreads, .. Epilogue(vectorOutput: true)], 1),
        new("ConvolutionDirect", "3x3 64→3 600x400", [PointwiseThreads, .. Convolution(3, vectorOutput: false)], 3.0 / 4),
        new("TransposedConvolution", "2x2 128→64 600x400", [PointwiseThreads, 1, 1, 2], 1),
    ];

    private static RadvCase Tiled(string shape, int kernel, int threads, int quads, int outputThreads) =>
        new("ConvolutionTiled", shape, [threads, .. Convolution(kernel, vectorOutput: true), quads, outputThreads], 1);

    /// <summary>Constants 1 to 13: the epilogue's, whether the input is a vector, the kernel, stride and dilation.</summary>
    private static int[] Convolution(int kernel, bool vectorOutput) => [.. Epilogue(vectorOutput), 1, kernel, kernel, 1, 1];

    /// <summary>Constants 1 to 8: which operands are vectors, and what follows a sum.</summary>
    private static int[] Epilogue(bool vectorOutput) => [vectorOutput ? 1 : 0, 1, 1, 1, (int)ActivationKind.LeakyRelu, 1, 0, 0];
}
