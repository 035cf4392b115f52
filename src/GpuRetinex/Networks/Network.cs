using System.Collections.Immutable;
using GpuRetinex.Graphs;
using GpuRetinex.Tensors;
using GpuRetinex.Weights;

namespace GpuRetinex.Networks;

/// <summary>A network by name: how its graph is built from a weights file. Channels and depths are read off the file.</summary>
public abstract class Network
{
    private const int MostNamesListed = 3;

    /// <summary>What users type after --network, such as "issr/decom".</summary>
    public abstract string Name { get; }

    /// <summary>What reference files made with the official code call it; null where that is its name.</summary>
    public virtual string? ReferenceName => null;

    /// <summary>Shapes of all inputs for a picture of <paramref name="height"/> × <paramref name="width"/> pixels.</summary>
    /// <exception cref="PictureSizeException">The network does not take pictures of that size.</exception>
    public abstract IReadOnlyDictionary<string, Shape> InputShapes(int height, int width);

    /// <summary>Whether the network takes pictures of a size.</summary>
    public virtual bool Takes(int height, int width) => true;

    /// <summary>The output that pictures are made of; null where all outputs are.</summary>
    private protected virtual string? Result => null;

    /// <summary>Height and width of a small picture that the network takes.</summary>
    private protected virtual int ExampleSize => 16;

    /// <summary>The graph over a file's tensors.</summary>
    /// <param name="weights">The weights; tensors that the network doesn't use are ignored.</param>
    /// <param name="keepStages">Whether intermediate results become outputs too, under names that begin with "stage/".</param>
    /// <exception cref="InvalidFileException">Tensors are missing, have other shapes than they must, or hold NaN.</exception>
    public Graph Build(WeightSet weights, bool keepStages = false)
    {
        var source = new TensorSource(weights);
        var builder = new GraphBuilder(keepStages);
        try
        {
            Append(builder, source);
            RequireComplete(weights, source);
            Graph graph = builder.Build();
            graph.InferShapes(InputShapes(ExampleSize, ExampleSize));
            return graph;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidFileException)
        {
            RequireComplete(weights, source);
            if (exception is ArgumentException) throw Unfit(weights, exception);
            throw;
        }
    }

    /// <summary>
    /// The graph that a picture is made by: without outputs that are only looked at, which would keep values alive for longer.
    /// </summary>
    /// <inheritdoc cref="Build"/>
    public Graph BuildForPictures(WeightSet weights)
    {
        Graph graph = Build(weights);
        return Result is { } name ? graph.WithOutputs(name) : graph;
    }

    /// <summary>Compares a file's names with the network's.</summary>
    /// <returns>Names that the network needs and the file lacks, and names that the file has beside.</returns>
    /// <exception cref="InvalidFileException">Nothing is missing, but a tensor has a wrong shape or holds NaN.</exception>
    public (ImmutableArray<string> Missing, ImmutableArray<string> Unexpected) Compare(WeightSet weights)
    {
        var source = new TensorSource(weights);
        try
        {
            Append(new GraphBuilder(), source);
        }
        catch (Exception exception) when (source.Missing.Count > 0 && exception is InvalidFileException or ArgumentException)
        {
            // Shapes are guessed around a missing tensor; the names are what counts then.
        }
        catch (ArgumentException exception)
        {
            throw Unfit(weights, exception);
        }

        return ([.. source.Missing], [.. source.Unexpected]);
    }

    /// <summary>Appends the network's nodes, inputs and outputs.</summary>
    private protected abstract void Append(GraphBuilder builder, TensorSource source);

    private InvalidFileException Unfit(WeightSet weights, Exception exception) => new(
        weights.Path, $"its tensors do not fit each other as '{Name}' ({exception.Message})", "Use weights of this network.",
        exception);

    private void RequireComplete(WeightSet weights, TensorSource source)
    {
        if (source.Missing.Count == 0) return;
        string names = string.Join(", ", source.Missing.Take(MostNamesListed));
        string more = source.Missing.Count > MostNamesListed ? $" and {source.Missing.Count - MostNamesListed} more" : "";
        throw new InvalidFileException(
            weights.Path, $"lacks tensors of the network '{Name}': {names}{more}", "Use weights of this network, complete.");
    }
}
