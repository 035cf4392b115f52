using GpuRetinex.Tests.Imaging;
using NetVips;

namespace GpuRetinex.Tests.Cli;

/// <summary>Pictures for the command line: ordinary, strange and broken ones.</summary>
internal static class Pictures
{
    /// <summary>Names of files that cannot be enhanced, and a part of the message for each.</summary>
    public static readonly (string Name, string Message)[] Broken =
    [
        ("empty.jpg", "is empty"),
        ("cut.jpg", "damaged or cut short"),
        ("text.png", "not a picture in a supported format"),
        ("huge.png", "50000 x 50000"),
    ];

    /// <summary>Names of files that are strange but sound.</summary>
    public static readonly string[] Strange = ["dot.png", "line.png", "grey-alpha.png", "deep.png", "cmyk.jpg"];

    public static string Small(string path) => TestPictures.WriteSmall(path);

    /// <summary>A picture that takes long enough to be interrupted.</summary>
    public static string Large(string path)
    {
        TestPictures.Write(path, TestPictures.Smooth(1600, 1200, 3), 1600, 1200, 3);
        return path;
    }

    public static string WriteBroken(TemporaryFolder folder, string name)
    {
        string path = folder.File(name);
        switch (name)
        {
            case "empty.jpg": File.WriteAllBytes(path, []); break;
            case "text.png": File.WriteAllText(path, "these are words"); break;
            case "huge.png": File.WriteAllBytes(path, PngBytes.Build(50_000, 50_000, 8, 2, [[1, 2, 3]])); break;
            default:
                TestPictures.Write(path, TestPictures.Samples(120, 90, 3, 8), 120, 90, 3);
                File.WriteAllBytes(path, File.ReadAllBytes(path)[..2000]);
                break;
        }

        return path;
    }

    public static void WriteStrange(string folder)
    {
        TestPictures.Write(Path.Combine(folder, "dot.png"), [10, 20, 30], 1, 1, 3);
        TestPictures.Write(Path.Combine(folder, "line.png"), TestPictures.Smooth(1, 5000, 3), 1, 5000, 3);
        TestPictures.Write(Path.Combine(folder, "grey-alpha.png"), TestPictures.Samples(9, 7, 2, 8), 9, 7, 2);
        TestPictures.Write(Path.Combine(folder, "deep.png"), TestPictures.Samples(9, 7, 3, 16), 9, 7, 3, 16);
        using Image rgb = TestPictures.ToImage(TestPictures.Smooth(16, 12, 3), 16, 12, 3, 8);
        using Image cmyk = rgb.Colourspace(Enums.Interpretation.Cmyk);
        cmyk.WriteToFile(Path.Combine(folder, "cmyk.jpg"));
    }
}
