namespace GpuRetinex.Cli.Denoising;

/// <summary>What only denoise is asked for.</summary>
/// <param name="Sigma">The noise.</param>
/// <param name="AuthorsTiling">Whether to tile as the cascade's authors do.</param>
/// <param name="Labels">Where labels go; null for none.</param>
/// <param name="Overwrite">Whether files of labels are replaced.</param>
internal sealed record DenoiseSettings(SigmaChoice Sigma, bool AuthorsTiling, LabelPlace? Labels, bool Overwrite);
