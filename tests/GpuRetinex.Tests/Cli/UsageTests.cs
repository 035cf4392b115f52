namespace GpuRetinex.Tests.Cli;

internal sealed class UsageTests
{
    private static readonly string[] Commands =
        ["enhance", "upscale", "denoise", "devices", "info", "import", "export", "parity", "bench", "profile", "eval"];

    [Test]
    public void Help_Root_ListsTheCommandsThatExistAndTheExitCodes()
    {
        string help = CliProcess.Run("--help").Succeeded().Output;
        foreach (string command in Commands) Assert.That(help, Does.Contain($"\n  {command} "));
        Assert.That(help, Does.Not.Contain("synth"));
        Assert.That(help, Does.Contain("130 cancelled"));
    }

    [TestCaseSource(nameof(Commands))]
    public void Help_Command_HasExamples(string command) =>
        Assert.That(CliProcess.Run(command, "--help").Succeeded().Output, Does.Contain($"Examples:\n  gpuretinex {command}"));

    [Test]
    public void Version_IsPrinted() => Assert.That(CliProcess.Run("--version").Succeeded().Output, Does.StartWith("0."));

    [TestCase("", "Required command")]
    [TestCase("synth", "'synth'")]
    [TestCase("enhance", "--output")]
    [TestCase("enhance a.jpg -o b.png --tiles auto", "'--tiles'")]
    [TestCase("enhance a.jpg -o b.png --tile 8", "--tile", "'8'")]
    [TestCase("enhance a.jpg -o b.png --max-memory 2", "--max-memory", "'2'")]
    [TestCase("enhance a.jpg -o b.png --precision half", "--precision", "exact")]
    [TestCase("enhance a.jpg -o b.png --ratio 0", "--ratio", "'0'")]
    [TestCase("enhance a.jpg -o b.png --ratio NaN", "--ratio", "'NaN'")]
    [TestCase("enhance a.jpg -o b.png --quality 101", "--quality", "'101'")]
    [TestCase("enhance a.jpg -o b.png --format bmp", "--format", "'bmp'", "avif")]
    [TestCase("enhance a.jpg -o b.png --format jpeg", "--format", "b.png")]
    [TestCase("enhance a.jpg -o b.bmp", "--output", "b.bmp")]
    [TestCase("enhance a.jpg -o b.png --overwrite --skip-existing", "--skip-existing")]
    [TestCase("enhance x/a.jpg y/a.jpg -o out", "x/a.jpg and y/a.jpg")]
    [TestCase("upscale a.jpg -o b.png", "--weights")]
    [TestCase("upscale a.jpg -o b.png --weights w", "--segmentation-weights", "--segmentation")]
    [TestCase("upscale a.jpg -o b.png --weights w --segmentation m.png --network issr", "--network", "'issr'")]
    [
        TestCase(
            "upscale a.jpg -o b.png --weights w --segmentation m.png --prior sea=2", "--prior", "'sea'",
            "background, sky, water, grass, mountain")
    ]
    [TestCase("upscale a.jpg -o b.png --weights w --segmentation m.png --prior sky=-1", "--prior", "'-1'")]
    [TestCase("denoise a.jpg -o b.png", "--weights")]
    [TestCase("denoise a.jpg -o b.png --weights w --sigma 0", "--sigma", "'0'", "from 1 to 75")]
    [TestCase("denoise a.jpg -o b.png --weights w --sigma 76", "--sigma", "'76'")]
    [TestCase("denoise a.jpg -o b.png --weights w --sigma NaN", "--sigma", "'NaN'")]
    [TestCase("denoise a.jpg -o b.png --weights w --tiling some", "--tiling")]
    [TestCase("denoise a.jpg -o b.png --weights w --stages s", "'--stages'")]
    [TestCase("info a.pth --size 3x4", "--network")]
    [TestCase("info a.pth --network issr --size 3", "--size", "'3'")]
    [TestCase("info a.pth --network resnet --size 3x4", "'resnet'", "issr/decom")]
    [TestCase("export", "'FORMAT'")]
    [TestCase("export tflite a.tflite", "FORMAT", "'tflite'")]
    [TestCase("export onnx a.onnx --network resnet", "--network", "'resnet'", "issr/decom")]
    [TestCase("export onnx a.onnx --size 3", "--size", "'3'")]
    [TestCase("bench", "--size")]
    [TestCase("bench --network resnet --size 3x4", "--network", "'resnet'", "issr/decom")]
    [TestCase("bench --size 3x4 --repetitions 0", "--repetitions", "'0'")]
    [TestCase("bench --size 3x4 --precision half", "--precision", "exact")]
    [TestCase("parity --golden a.safetensors --tolerance -1", "--tolerance", "'-1'")]
    [TestCase("eval a.png", "'B'")]
    public void WrongUsage_ExitsWithTwoAndNamesTheOption(string line, params string[] words) =>
        CliProcess.Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Refused(2, words);
}
