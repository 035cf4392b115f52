using System.Text;

namespace GpuRetinex.Weights;

/// <summary>Text out of a file, made fit for a one-line message.</summary>
internal static class FileText
{
    private const int Longest = 160;

    /// <summary>The text in double quotes; control characters become '?', and a long text is cut.</summary>
    public static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text.AsSpan(0, Math.Min(text.Length, Longest)))
            quoted.Append(char.IsControl(c) || char.IsSurrogate(c) ? '?' : c);
        return quoted.Append(text.Length > Longest ? "…\"" : "\"").ToString();
    }
}
