using GpuRetinex.Tensors;

namespace GpuRetinex.Devices;

/// <summary>NaN and infinity are never a result: they are what black pictures are made of.</summary>
internal static class FiniteOutputs
{
    /// <summary>The name of an output that has values that are not finite, or null.</summary>
    public static string? Offender(IReadOnlyDictionary<string, Tensor> outputs) =>
        outputs.Where(output => FiniteNumbers.IndexOfOther(output.Value.Data) >= 0).Select(output => output.Key).FirstOrDefault();

    /// <exception cref="DeviceException">An output has values that are not finite.</exception>
    public static void Require(IReadOnlyDictionary<string, Tensor> outputs, DeviceDescription device)
    {
        if (Offender(outputs) is not { } name) return;
        throw new DeviceException(
            device.Id,
            $"the network's output '{name}' has values that are not finite",
            device.Type == DeviceType.Cpu
            ? "The weights or the input are at fault." : "Try --device simd; if that fails too, the weights are at fault.",
            fault: DeviceFault.WrongResult);
    }
}
