using System.Text;
using GpuRetinex.Tensors;
using GpuRetinex.Tests.Weights;
using GpuRetinex.Weights;

namespace GpuRetinex.Tests.Cli;

/// <summary>Weights that enhance must refuse.</summary>
internal sealed class EnhanceWeightsTests
{
    private const string Changed = "DecomNet/g_conv1_1/weights";

    private static readonly TestCaseData[] Refused =
    [
        new("another network", "lacks tensors"),
        new("missing tensor", Changed),
        new("wrong shape", Changed),
        new("not a number", "NaN"),
        new("overlapping offsets", "overlap"),
        new("offsets beyond the end", "4000"),
        new("endless header", "header"),
        new("no file", "does not exist"),
        new("pickle that calls os.system", "os.system"),
    ];

    [TestCaseSource(nameof(Refused))]
    public void Enhance_UnusableWeights_AreRefusedAndNothingIsWritten(string kind, string message)
    {
        using var folder = new TemporaryFolder();
        string input = Pictures.Small(folder.File("in.png")), weights = folder.File("bad.safetensors");
        if (kind != "no file") Write(kind, weights, folder);
        CliResult result = CliProcess.RunIn(
            folder.FullPath, "enhance", input, "-o", folder.File("out.png"), "--weights", weights, "--device", "simd");

        result.Refused(3, weights, message);
        Assert.That(result.Complaints[0], Does.EndWith(".").Or.EndsWith(")"));
        Assert.That(Directory.GetFiles(folder.FullPath), Is.SubsetOf(new[] { input, weights }));
    }

    private static void Write(string kind, string path, TemporaryFolder folder)
    {
        switch (kind)
        {
            case "another network":
                WriteVariant(path, tensor => tensor.Name.StartsWith("DecomNet/", StringComparison.Ordinal) ? tensor : null);
                break;
            case "missing tensor": WriteVariant(path, tensor => tensor.Name == Changed ? null : tensor); break;
            case "wrong shape":
                WriteVariant(path, tensor => tensor.Name == Changed ? Flat(tensor) : tensor);
                break;
            case "not a number":
                WriteVariant(path, tensor => tensor.Name == Changed ? WithNaN(tensor) : tensor);
                break;
            case "overlapping offsets": WriteHeader(path, 0, 8, 4, 12); break;
            case "offsets beyond the end": WriteHeader(path, 0, 8, 8, 4000); break;
            case "endless header": File.WriteAllBytes(path, [.. BitConverter.GetBytes(1UL << 60), .. "{}"u8]); break;
            default:
                byte[] pickle = Encoding.ASCII.GetBytes($"cos\nsystem\n(Vtouch {folder.File("touched")}\ntR.");
                File.WriteAllBytes(path, SmallFiles.TorchZip(pickle, SmallFiles.SixFloats));
                break;
        }
    }

    private static void WriteVariant(string path, Func<StoredTensor, StoredTensor?> change)
    {
        using WeightSet weights = WeightFile.Open(Path.Combine(TestFiles.Repository, "weights", "issr-lite.safetensors"));
        SafetensorsWriter.Write(path, weights.Tensors.Select(change).OfType<StoredTensor>(), weights.Metadata);
    }

    private static StoredTensor Flat(StoredTensor tensor) =>
        new(tensor.Name, tensor.ElementType, new Shape((int)tensor.Shape.Count), tensor.Bytes);

    private static StoredTensor WithNaN(StoredTensor tensor)
    {
        byte[] bytes = tensor.Bytes.ToArray();
        BitConverter.TryWriteBytes(bytes.AsSpan(40), float.NaN);
        return new StoredTensor(tensor.Name, tensor.ElementType, tensor.Shape, bytes);
    }

    private static void WriteHeader(string path, int startA, int endA, int startB, int endB)
    {
        string header = $"{{{Entry("a", startA, endA)},{Entry("b", startB, endB)}}}";
        File.WriteAllBytes(path, SmallFiles.Safetensors(header, SmallFiles.SixFloats));
    }

    private static string Entry(string name, int start, int end) =>
        $$"""
        "{{name}}":{"dtype":"F32","shape":[{{(end - start) / sizeof(float)}}],"data_offsets":[{{start}},{{end}}]}
        """;
}
