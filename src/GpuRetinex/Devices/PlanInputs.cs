using GpuRetinex.Planning;
using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>The check that every family makes before a run.</summary>
public static class PlanInputs
{
    /// <exception cref="ArgumentException">An input is missing or has another shape than planned.</exception>
    public static void Require(Plan plan, IReadOnlyDictionary<string, Tensor> inputs)
    {
        foreach ((string name, View view) in plan.Inputs)
        {
            if (!inputs.TryGetValue(name, out Tensor? tensor)) throw new ArgumentException($"the input '{name}' is missing");
            if (tensor.Shape != view.Shape)
                throw new ArgumentException($"the input '{name}' is {tensor.Shape}, planned for {view.Shape}");
        }
    }
}
