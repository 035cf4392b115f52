using GpuRetinex.Planning;

namespace GpuRetinex.Kernels.Simd;

// 3×3 convolution with stride 1 and dilation d, by Winograd's algorithm. Pixels whose rows and columns leave the same
// remainders when divided by d see only each other, so that the layer is d² ordinary convolutions of pictures d times smaller,
// each on a view with gaps. The blocks of tiles of all of them are one pool of tasks.
internal sealed unsafe class DilatedWinograd : Kernel
{
    private readonly WinogradKernel[] _phases;
    private readonly (WinogradKernel Phase, int Block)[] _tasks;

    public DilatedWinograd(IEnumerable<WinogradKernel> phases)
    {
        _phases = [.. phases];
        _tasks = [.. from phase in _phases from block in Enumerable.Range(0, phase.Blocks) select (phase, block)];
    }

    public override string Algorithm => _phases[0].Algorithm;

    public override int ScratchElements => _phases.Max(phase => phase.ScratchElements);

    /// <summary>The parts that a layer falls into, image by image.</summary>
    /// <param name="dilation">The dilation.</param>
    /// <param name="origin">Where the window of the output view's first pixel begins in the input view.</param>
    /// <param name="input">What is read.</param>
    /// <param name="output">What is written.</param>
    public static IEnumerable<DilatedPhase> Phases(int dilation, WindowOrigin origin, TensorView input, TensorView output)
    {
        var phases = new List<DilatedPhase>();
        for (int image = 0; image < output.Batch; image++)
            for (int row = 0; row < Math.Min(dilation, output.Height); row++)
                for (int column = 0; column < Math.Min(dilation, output.Width); column++)
                    phases.Add(DilatedPhase.Of(dilation, origin, input, image, row, column));
        return phases;
    }

    public override void Run(Workers workers, Scratch scratch) => workers.Run(_tasks.Length, (worker, task) =>
        _tasks[task].Phase.ComputeBlock(_tasks[task].Block, Range.All, scratch.For(worker)));
}
