using GpuRetinex.Imaging;
using GpuRetinex.Networks.Issr;

namespace GpuRetinex.Cli.Enhancement;

/// <summary>
/// Enhances pictures: while one is computed, the next is decoded and the last one encoded. One that fails does not keep the others
/// from being done.
/// </summary>
internal sealed class EnhanceRun(IssrEnhancer enhancer, EnhanceSettings settings, IReadOnlyList<EnhanceJob> jobs)
{
    private readonly MemoryBudget _memory = new(settings, overlaps: jobs.Count > 1);
    private readonly List<EnhanceItem> _items = [];
    private readonly HashSet<string> _inputs = new(jobs.Select(job => Path.GetFullPath(job.Input)), FileNames.Comparer);
    private int _begun, _code;

    /// <summary>What became of the pictures so far, in the jobs' order.</summary>
    public IReadOnlyList<EnhanceItem> Items => _items;

    /// <summary>Works until all are done or the user cancels.</summary>
    /// <returns>0, or the highest exit code among the failures.</returns>
    public int Execute(EnhanceView view, CancellationToken cancellation)
    {
        Pipeline.Run(jobs, Pixels, Read, Compute, Finish);
        return _code;

        PictureWork Read(EnhanceJob job)
        {
            var work = new PictureWork(job);
            work.Do(() => this.Read(work, cancellation));
            return work;
        }

        void Compute(PictureWork work)
        {
            view.Begin(work.Job, (double)_begun++ / jobs.Count, 1.0 / jobs.Count);
            work.Do(() => work.Result = enhancer.Enhance(work.Picture!.Colour, Options(work), view, cancellation));
        }

        bool Finish(PictureWork work)
        {
            foreach (string note in work.Picture?.Notes ?? []) view.Note($"{work.Job.Input}: {note}");
            foreach (string note in work.Result?.Run.Notes ?? []) view.Note(note);
            work.Do(() => Write(work, cancellation));
            EnhanceItem item = Item(work);
            _items.Add(item);
            if (work.Failure is { } failure) _code = Math.Max(_code, Failure.ExitCodeOf(failure));
            if (item.Status == EnhanceItem.Cancelled) return false;
            view.End(item);
            return true;
        }
    }

    /// <summary>The size of a picture that is to be read; 0 where that won't come to pixels.</summary>
    private long Pixels(EnhanceJob job)
    {
        if (jobs.Count == 1 || IsSkipped(job)) return 0;
        try
        {
            return ImageFile.CountPixels(job.Input);
        }
        catch (InvalidFileException)
        {
            // Reading the file finds the same and tells the user.
            return 0;
        }
    }

    private bool IsSkipped(EnhanceJob job) => settings.SkipExisting && File.Exists(job.Output);

    private void Read(PictureWork work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        EnhanceJob job = work.Job;
        if (_inputs.Contains(Path.GetFullPath(job.Output)))
            throw new InvalidFileException(job.Output, "is an input, which is never overwritten", "Choose another name or folder.");
        work.IsSkipped = IsSkipped(job);
        if (work.IsSkipped) return;
        if (!settings.Overwrite) RequireNew([job.Output, .. job.Stages?.All ?? []]);

        work.Picture = ImageFile.Read(job.Input, cancellation: cancellation);
        if (settings.SegmentationPath is { } map) work.Segmentation = SegmentationMap.Read(map, work.Picture.Width, work.Picture.Height);
        OutputFolder.Require(job.Folder, job.CreatesFolder);
        if (job.Stages is { } stages) OutputFolder.Require(stages.Folder, create: true);
    }

    private void Write(PictureWork work, CancellationToken cancellation)
    {
        if (work.Job.Stages is { } stages) new StageWriter(settings.Overwrite).Write(stages, work.Result!, cancellation);
        ImageFile.Write(work.Job.Output, work.Result!.Image, OutputOptions(work.Picture!), cancellation);
    }

    private EnhanceOptions Options(PictureWork work) => new()
    {
        Ratio = settings.Ratio,
        Segmentation = work.Segmentation,
        KeepStages = settings.StagesFolder is not null,
        Tiles = settings.Tile.Rule(enhancer.Device, () => _memory.ForDevice(work.Picture!)),
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

    private static EnhanceItem Item(PictureWork work) => work switch
    {
        { Failure: OperationCanceledException } => EnhanceItem.Without(work.Job, EnhanceItem.Cancelled, work.Elapsed),
        { Failure: { } failure } => EnhanceItem.Without(work.Job, EnhanceItem.Failed, work.Elapsed, Failure.MessageOf(failure)),
        { IsSkipped: true } => EnhanceItem.Without(work.Job, EnhanceItem.Skipped),
        _ => EnhanceItem.Of(work.Job, work.Picture!, work.Result!, work.Elapsed),
    };
}
