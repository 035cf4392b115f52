using GpuRetinex.Devices;
using GpuRetinex.Imaging;

namespace GpuRetinex.Cli.Pictures;

/// <summary>
/// Works on pictures: while one is computed, the next is decoded and the last one encoded. One that fails does not keep the
/// others from being done.
/// </summary>
internal sealed class PictureRun(IPictureWork work, PictureSettings settings, IReadOnlyList<PictureJob> jobs)
{
    private readonly MemoryBudget _memory = new(settings.MaxMemory, jobs.Count);
    private readonly List<PictureItem> _items = [];
    private readonly HashSet<string> _inputs = new(jobs.Select(job => Path.GetFullPath(job.Input)), FileNames.Comparer);
    private int _begun, _code;

    /// <summary>What became of the pictures so far, in the jobs' order.</summary>
    public IReadOnlyList<PictureItem> Items => _items;

    /// <summary>Works until all are done or the user cancels.</summary>
    /// <returns>0, or the highest exit code among the failures.</returns>
    public int Execute(PictureView view, CancellationToken cancellation)
    {
        Pipeline.Run(jobs, Pixels, LargestBeside, Read, Compute, Finish);
        return _code;

        PictureState Read(PictureJob job)
        {
            var state = new PictureState(job);
            state.Do(() => this.Read(state, cancellation));
            return state;
        }

        void Compute(PictureState state)
        {
            view.Begin(state.Job, (double)_begun++ / jobs.Count, 1.0 / jobs.Count);
            state.Do(() => state.Result = Process(state, view, cancellation));
        }

        bool Finish(PictureState state)
        {
            foreach (string note in state.Picture?.Notes ?? []) view.Note($"{state.Job.Input}: {note}");
            foreach (string note in state.Result?.Run.Notes ?? []) view.Note(note);
            foreach (string note in state.Result?.Notes ?? []) view.Note($"{state.Job.Input}: {note}");
            state.Do(() => Write(state, view, cancellation));
            PictureItem item = Item(state);
            _items.Add(item);
            state.Release();
            if (state.Failure is { } failure) _code = Math.Max(_code, Failure.ExitCodeOf(failure));
            if (item.Status == PictureItem.Cancelled) return false;
            view.End(item);
            return true;
        }
    }

    private long LargestBeside =>
        _memory.LargestBeside(work.BytesPerPixel(MemoryBudget.DeepestBits, jobs.Any(job => job.Stages is not null)));

    /// <summary>The size of a picture that is to be read; 0 where that won't come to pixels.</summary>
    private long Pixels(PictureJob job)
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

    private bool IsSkipped(PictureJob job) => settings.SkipExisting && File.Exists(job.Output);

    private void Read(PictureState state, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        PictureJob job = state.Job;
        if (_inputs.Contains(Path.GetFullPath(job.Output)))
            throw new InvalidFileException(
                job.Output, "is an input, which is never overwritten", "Choose another name or folder.");
        state.IsSkipped = IsSkipped(job);
        if (state.IsSkipped) return;
        if (!settings.Overwrite) RequireNew([job.Output, .. job.Stages is { } files ? work.StageNames.Select(files.Of) : []]);

        state.Picture = ImageFile.Read(job.Input, cancellation: cancellation);
        OutputFolder.Require(job.Folder, job.CreatesFolder);
        if (job.Stages is { } stages) OutputFolder.Require(stages.Folder, create: true);
    }

    private PictureResult Process(PictureState state, PictureView view, CancellationToken cancellation)
    {
        Picture picture = state.Picture!;
        bool keepsStages = state.Job.Stages is not null, isAlone = (long)picture.Width * picture.Height > LargestBeside;

        // What the last picture left behind has been counted as free, and the collector does not know of that limit.
        if (isAlone && jobs.Count > 1) GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive);
        long computed = work.BytesPerPixel(picture.BitDepth, keepsStages);
        TileRule tiles = settings.Tile.Rule(work.Device, () => _memory.ForDevice(picture, computed, isAlone));
        return work.Process(picture, tiles, keepsStages, view, cancellation);
    }

    private void Write(PictureState state, PictureView view, CancellationToken cancellation)
    {
        PictureResult result = state.Result!;
        foreach ((string name, StageContent content) in result.Stages)
            content.Write(state.Job.Stages!.Of(name), settings.Overwrite, cancellation);
        string output = state.Job.Output;
        ImageFile.Write(output, result.Image, result.Adjust(OutputOptions(state.Picture!)), cancellation);
        bool hasExif = (settings.Format ?? PictureFormats.OfSuffix(output)).HasExif();
        if (!hasExif && !settings.Strip && state.Picture!.Metadata.Exif is not null)
            view.Note($"{output}: the input's EXIF is left out, for which TIFF has no place here; other formats keep it");
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
            throw new InvalidFileException(
                existing, "exists already", "Add --overwrite or --skip-existing, or choose another name.");
    }

    private PictureItem Item(PictureState state) => state switch
    {
        { Failure: OperationCanceledException } =>
            PictureItem.Without(state.Job, work.FactNames, PictureItem.Cancelled, state.Elapsed),
        { Failure: { } failure } =>
            PictureItem.Without(state.Job, work.FactNames, PictureItem.Failed, state.Elapsed, Failure.MessageOf(failure)),
        { IsSkipped: true } => PictureItem.Without(state.Job, work.FactNames, PictureItem.Skipped),
        _ => PictureItem.Of(state.Job, state.Picture!, state.Result!, state.Elapsed),
    };
}
