using System.Diagnostics;
using GpuRetinex.Imaging;
using GpuRetinex.Networks.Issr;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>Enhances pictures one after the other. One that fails does not keep the others from being done.</summary>
internal sealed class EnhanceRun(IssrEnhancer enhancer, EnhanceSettings settings, IReadOnlyList<EnhanceJob> jobs)
{
    private readonly MemoryBudget _memory = new(settings);
    private readonly List<EnhanceItem> _items = [];
    private readonly HashSet<string> _inputs = new(jobs.Select(job => Path.GetFullPath(job.Input)), FileNames.Comparer);

    /// <summary>What became of the pictures so far.</summary>
    public IReadOnlyList<EnhanceItem> Items => _items;

    /// <summary>Works until all are done or the user cancels.</summary>
    /// <returns>0, or the highest exit code among the failures.</returns>
    public int Execute(EnhanceView view, CancellationToken cancellation)
    {
        int code = ExitCode.Done;
        foreach (EnhanceJob job in jobs)
        {
            var clock = Stopwatch.StartNew();
            EnhanceItem item;
            try
            {
                cancellation.ThrowIfCancellationRequested();
                view.Begin(job, (double)_items.Count / jobs.Count, 1.0 / jobs.Count);
                item = Enhance(job, view, clock, cancellation);
            }
            catch (OperationCanceledException)
            {
                _items.Add(EnhanceItem.Without(job, EnhanceItem.Cancelled, clock.Elapsed.TotalMilliseconds));
                return ExitCode.Cancelled;
            }
            catch (Exception exception)
            {
                code = Math.Max(code, Failure.ExitCodeOf(exception));
                item = EnhanceItem.Without(job, EnhanceItem.Failed, clock.Elapsed.TotalMilliseconds, Failure.MessageOf(exception));
            }

            _items.Add(item);
            view.End(item);
        }

        return code;
    }

    private EnhanceItem Enhance(EnhanceJob job, EnhanceView view, Stopwatch clock, CancellationToken cancellation)
    {
        if (_inputs.Contains(Path.GetFullPath(job.Output)))
            throw new InvalidFileException(job.Output, "is an input, which is never overwritten", "Choose another name or folder.");
        if (settings.SkipExisting && File.Exists(job.Output)) return EnhanceItem.Without(job, EnhanceItem.Skipped);
        if (!settings.Overwrite) RequireNew([job.Output, .. job.Stages?.All ?? []]);

        Picture picture = ImageFile.Read(job.Input, cancellation: cancellation);
        foreach (string note in picture.Notes) view.Note($"{job.Input}: {note}");
        EnhanceOptions options = Options(picture);
        OutputFolder.Require(job.Folder, job.CreatesFolder);
        if (job.Stages is { } stages) OutputFolder.Require(stages.Folder, create: true);

        EnhanceResult result = enhancer.Enhance(picture.Colour, options, view, cancellation);
        foreach (string note in result.Run.Notes) view.Note(note);
        if (job.Stages is not null) new StageWriter(settings.Overwrite).Write(job.Stages, result, cancellation);
        ImageFile.Write(job.Output, result.Image, OutputOptions(picture), cancellation);
        return Done(job, picture, result, clock.Elapsed);
    }

    private EnhanceOptions Options(Picture picture) => new()
    {
        Ratio = settings.Ratio,
        Segmentation = settings.SegmentationPath is { } map ? SegmentationMap.Read(map, picture.Width, picture.Height) : null,
        KeepStages = settings.StagesFolder is not null,
        Tiles = settings.Tile.Rule(enhancer.Device, () => _memory.ForDevice(picture)),
    };

    private WriteOptions OutputOptions(Picture picture) => WriteOptions.KeepingAllOf(picture) with
    {
        Format = settings.Format,
        Quality = settings.Quality,
        Strip = settings.Strip,
        Overwrite = settings.Overwrite,
    };

    private static void RequireNew(IEnumerable<string> files)
    {
        if (files.FirstOrDefault(File.Exists) is { } existing)
            throw new InvalidFileException(existing, "exists already", "Add --overwrite or --skip-existing, or choose another name.");
    }

    private static EnhanceItem Done(EnhanceJob job, Picture picture, EnhanceResult result, TimeSpan elapsed) => new(
        job.Input,
        job.Output,
        picture.Width,
        picture.Height,
        result.Ratio,
        elapsed.TotalMilliseconds,
        result.Run.Elapsed.TotalMilliseconds,
        result.Run.Flops,
        result.Run.Flops / result.Run.Elapsed.TotalSeconds / 1e9,
        result.Run.PeakBytes,
        result.Run.Tiles,
        EnhanceItem.Done,
        Error: null);
}
