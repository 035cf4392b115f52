using System.Diagnostics;
using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>Works on pictures one after the other. One that fails does not keep the others from being done.</summary>
internal sealed class PictureRun(IPictureWork work, PictureSettings settings, IReadOnlyList<PictureJob> jobs)
{
    private readonly MemoryBudget _memory = new(settings.MaxMemory);
    private readonly List<PictureItem> _items = [];
    private readonly HashSet<string> _inputs = new(jobs.Select(job => Path.GetFullPath(job.Input)), FileNames.Comparer);

    /// <summary>What became of the pictures so far.</summary>
    public IReadOnlyList<PictureItem> Items => _items;

    /// <summary>Works until all are done or the user cancels.</summary>
    /// <returns>0, or the highest exit code among the failures.</returns>
    public int Execute(PictureView view, CancellationToken cancellation)
    {
        int code = ExitCode.Done;
        foreach (PictureJob job in jobs)
        {
            var clock = Stopwatch.StartNew();
            PictureItem item;
            try
            {
                cancellation.ThrowIfCancellationRequested();
                view.Begin(job, (double)_items.Count / jobs.Count, 1.0 / jobs.Count);
                item = Process(job, view, clock, cancellation);
            }
            catch (OperationCanceledException)
            {
                _items.Add(Unfinished(job, PictureItem.Cancelled, clock.Elapsed.TotalMilliseconds));
                return ExitCode.Cancelled;
            }
            catch (Exception exception)
            {
                code = Math.Max(code, Failure.ExitCodeOf(exception));
                item = Unfinished(job, PictureItem.Failed, clock.Elapsed.TotalMilliseconds, Failure.MessageOf(exception));
            }

            _items.Add(item);
            view.End(item);
        }

        return code;
    }

    private PictureItem Process(PictureJob job, PictureView view, Stopwatch clock, CancellationToken cancellation)
    {
        if (_inputs.Contains(Path.GetFullPath(job.Output)))
            throw new InvalidFileException(job.Output, "is an input, which is never overwritten", "Choose another name or folder.");
        if (settings.SkipExisting && File.Exists(job.Output)) return Unfinished(job, PictureItem.Skipped);
        bool keepStages = job.Stages is not null;
        if (!settings.Overwrite) RequireNew([job.Output, .. keepStages ? work.StageNames.Select(job.Stages!.Of) : []]);

        Picture picture = ImageFile.Read(job.Input, cancellation: cancellation);
        foreach (string note in picture.Notes) view.Note($"{job.Input}: {note}");
        OutputFolder.Require(job.Folder, job.CreatesFolder);
        if (job.Stages is { } stages) OutputFolder.Require(stages.Folder, create: true);

        Devices.TileRule tiles = settings.Tile.Rule(work.Device, () => _memory.ForDevice(work.HostBytes(picture, keepStages)));
        PictureResult result = work.Process(picture, tiles, keepStages, view, cancellation);
        foreach (string note in result.Run.Notes) view.Note(note);
        foreach ((string name, StageContent content) in result.Stages) content.Write(job.Stages!.Of(name), settings.Overwrite, cancellation);
        ImageFile.Write(job.Output, result.Image, result.Adjust(OutputOptions(picture)), cancellation);
        return Done(job, picture, result, clock.Elapsed);
    }

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

    /// <summary>An item without figures.</summary>
    private PictureItem Unfinished(PictureJob job, string status, double elapsedMs = 0, string? error = null) =>
        new(job.Input, job.Output, null, null, elapsedMs, null, null, null, null, null, status, error)
        {
            Facts = work.FactNames.ToDictionary(name => name, _ => (object?)null),
        };

    private static PictureItem Done(PictureJob job, Picture picture, PictureResult result, TimeSpan elapsed) => new(
        job.Input,
        job.Output,
        picture.Width,
        picture.Height,
        elapsed.TotalMilliseconds,
        result.Run.Elapsed.TotalMilliseconds,
        result.Run.Flops,
        result.Run.Flops / result.Run.Elapsed.TotalSeconds / 1e9,
        result.Run.PeakBytes,
        result.Run.Tiles,
        PictureItem.Done,
        Error: null)
    {
        Facts = result.Facts.ToDictionary(fact => fact.Name, fact => fact.Value),
        Summary = string.Join(", ", result.Facts.Select(fact => fact.Text).Where(text => text.Length > 0)),
    };
}
