using System.Globalization;

namespace GpuRetinex.Devices.TestFaults;

/// <summary>
/// A hook for tests of what the program does when a device fails: the environment variable GPURETINEX_TEST_FAULTS makes devices
/// fail on purpose. It lists devices and what befalls them, such as <c>opencl:0 wrong=Softmax; vulkan:0 gpu memory=64</c>.
/// </summary>
/// <param name="Device">The device's id.</param>
internal sealed record InjectedFaults(string Device)
{
    /// <summary>The environment variable.</summary>
    public const string Variable = "GPURETINEX_TEST_FAULTS";

    /// <summary>"gpu": passes for a graphics processor, so that auto considers it.</summary>
    public bool IsGpu { get; private init; }

    /// <summary>
    /// "wrong=OPERATOR": whatever this operator has a part in is a little off, as a broken kernel would make it.
    /// </summary>
    public string? WrongOperator { get; private init; }

    /// <summary>"memory=MIB": plans with a larger arena run out of device memory.</summary>
    public int? MemoryMebibytes { get; private init; }

    /// <summary>
    /// "lost=N": the first N runs of plans of more than one step lose the device; the device check's have one step.
    /// </summary>
    public int Losses { get; private init; }

    /// <summary>"nan": plans of more than one step give NaN, unless in the exact mode.</summary>
    public bool IsNaN { get; private init; }

    /// <summary>"nan=always": the exact mode gives NaN too.</summary>
    public bool IsExactNaN { get; private init; }

    /// <summary>
    /// Families some of whose devices fail as the environment variable says; the families themselves where it is not set.
    /// </summary>
    /// <exception cref="ArgumentException">The variable cannot be read.</exception>
    public static IEnumerable<IDeviceFamily> Around(IEnumerable<IDeviceFamily> families)
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } text) return families;
        InjectedFaults[] faults =
            [.. text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(Parse)];
        return families.Select(family => new FaultyFamily(family, faults));
    }

    /// <summary>Reads what befalls one device.</summary>
    internal static InjectedFaults Parse(string text)
    {
        string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Skip(1).Aggregate(new InjectedFaults(words[0]), (faults, word) => word.Split('=') switch
        {
            ["gpu"] => faults with { IsGpu = true },
            ["wrong", var name] => faults with { WrongOperator = name },
            ["memory", var size] => faults with { MemoryMebibytes = int.Parse(size, CultureInfo.InvariantCulture) },
            ["lost", var count] => faults with { Losses = int.Parse(count, CultureInfo.InvariantCulture) },
            ["nan"] => faults with { IsNaN = true },
            ["nan", "always"] => faults with { IsNaN = true, IsExactNaN = true },
            _ => throw new ArgumentException($"{Variable}: there is no fault '{word}'"),
        });
    }
}
