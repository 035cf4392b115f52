namespace GpuRetinex.Cli.Enhancement;

/// <summary>What enhance --json prints.</summary>
internal sealed record EnhanceDocument(string Device, IReadOnlyList<EnhanceItem> Items);
