using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Cli.Benchmarks;

/// <summary>Inputs to measure with.</summary>
internal static class RandomInputs
{
    private const int Seed = 1;

    /// <summary>For each input of a plan numbers from 0 to 1, the same at every call.</summary>
    public static Dictionary<string, Tensor> For(Plan plan)
    {
        var random = new Random(Seed);
        var inputs = new Dictionary<string, Tensor>();
        foreach ((string name, View view) in plan.Inputs.OrderBy(input => input.Key, StringComparer.Ordinal))
        {
            var tensor = new Tensor(view.Shape);
            foreach (ref float value in tensor.Data.AsSpan()) value = random.NextSingle();
            inputs.Add(name, tensor);
        }

        return inputs;
    }
}
