using GpuRetinex.Operators;
using GpuRetinex.Tensors;

namespace GpuRetinex.Perf.Cases;

/// <summary>The operators and channels that restoration networks are made of.</summary>
internal static class KernelCatalog
{
    /// <summary>All operators with outputs of <paramref name="size"/> × <paramref name="size"/> pixels.</summary>
    public static IEnumerable<KernelCase> All(int size)
    {
        (int Kernel, int Inputs, int Outputs)[] convolutions =
        [
            (3, 3, 32), (3, 4, 64), (3, 16, 16), (3, 32, 32), (3, 64, 64), (3, 128, 128), (3, 256, 256), (3, 64, 3), (3, 32, 1),
            (1, 32, 32), (1, 64, 64), (1, 128, 64), (1, 256, 64), (1, 64, 3),
        ];
        foreach ((int kernel, int inputs, int outputs) in convolutions)
            yield return KernelCase.Convolution(kernel, inputs, outputs, size);
        yield return KernelCase.Convolution(3, 64, 64, size, residual: true);
        yield return KernelCase.TransposedConvolution(128, 64, size);

        Shape map = new(1, 64, size, size), twice = new(1, 64, 2 * size, 2 * size), half = new(1, 64, size / 2, size / 2);
        yield return new("maximum pool 64", [twice], (builder, x) => builder.Pool(x[0], PoolingKind.Maximum));
        yield return new("average pool 64", [twice], (builder, x) => builder.Pool(x[0], PoolingKind.Average));
        yield return new("nearest resize 64", [half, map], (builder, x) => builder.ResizeNearest(x[0], x[1]));
        yield return new("add 64", [map, map], (builder, x) => builder.Add(x[0], x[1]));
        yield return new("modulate 64", [map, map, map], (builder, x) => builder.Modulate(x[0], x[1], x[2], 0.1f));
        yield return new("sigmoid 64", [map], (builder, x) => builder.Activate(x[0], Activation.Sigmoid));
        yield return new("softmax 3", [map.WithChannels(3)], (builder, x) => builder.Softmax(x[0]));
        yield return new(
            "multiply 3 by 1", [map.WithChannels(3), map.WithChannels(1)], (builder, x) => builder.Multiply(x[0], x[1]));
    }
}
