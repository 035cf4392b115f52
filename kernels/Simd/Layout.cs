using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using GpuRetinex.Tensors;

namespace GpuRetinex.Kernels.Simd;

// Conversion between the host's planes (NCHW) and channels last (NHWC), a row at a time in blocks of 8 channels × 16 pixels:
// planes whose sizes are powers of two lie so far apart that more of them would fight for one set of the first-level cache. A
// block is a grid of 4×4 transpositions in registers; what is left over at the ends of rows and channels goes value by value.
internal static unsafe class Layout
{
    private const int BlockChannels = 8, BlockPixels = 16, Square = 4;

    /// <summary>Writes a host tensor into a view of its shape.</summary>
    public static void ToChannelsLast(Tensor tensor, TensorView target, Workers workers) =>
        RowBand.ForEach(target.Rows, workers, row =>
        {
            fixed (float* values = tensor.Data)
            {
                var planes = new Grid(values + FirstPlaneRow(target, row), (nint)target.Height * target.Width, 1);
                ConvertRow(target, new Conversion(planes, new Grid(target.Row(row), 1, target.PixelStride)));
            }
        });

    /// <summary>Makes a host tensor of a view's values.</summary>
    public static Tensor ToTensor(TensorView source, Shape shape, Workers workers)
    {
        var tensor = new Tensor(shape, GC.AllocateUninitializedArray<float>(checked((int)shape.Count)));
        RowBand.ForEach(source.Rows, workers, row =>
        {
            fixed (float* values = tensor.Data)
            {
                var planes = new Grid(values + FirstPlaneRow(source, row), (nint)source.Height * source.Width, 1);
                ConvertRow(source, new Conversion(new Grid(source.Row(row), 1, source.PixelStride), planes));
            }
        });
        return tensor;
    }

    private static void ConvertRow(in TensorView view, in Conversion conversion)
    {
        for (int channel = 0; channel < view.Channels; channel += BlockChannels)
        {
            int endChannel = Math.Min(channel + BlockChannels, view.Channels);
            for (int column = 0; column < view.Width; column += BlockPixels)
                ConvertBlock(conversion, channel, endChannel, column, Math.Min(column + BlockPixels, view.Width));
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ConvertBlock(in Conversion conversion, int channel, int endChannel, int column, int endColumn)
    {
        int c = channel;
        for (; c <= endChannel - Square && Sse.IsSupported; c += Square)
        {
            int x = column;
            for (; x <= endColumn - Square; x += Square) conversion.Transpose(c, x);
            for (; x < endColumn; x++)
                for (int i = 0; i < Square; i++)
                    conversion.Copy(c + i, x);
        }

        for (; c < endChannel; c++)
            for (int x = column; x < endColumn; x++)
                conversion.Copy(c, x);
    }

    /// <summary>Where in a host tensor a row of channel 0 begins; the view's rows are counted through all images.</summary>
    private static nint FirstPlaneRow(in TensorView view, int row) =>
        ((nint)(row / view.Height) * view.Channels * view.Height + row % view.Height) * view.Width;

    /// <summary>One row of pixels: its first value, the elements from channel to channel and from pixel to pixel.</summary>
    private readonly struct Grid(float* first, nint channelStep, nint pixelStep)
    {
        public readonly nint ChannelStep = channelStep, PixelStep = pixelStep;

        public float* At(nint channel, nint pixel) => first + channel * ChannelStep + pixel * PixelStep;
    }

    /// <summary>From one order to the other; in each, either the channels or the pixels are contiguous.</summary>
    private readonly struct Conversion(Grid source, Grid target)
    {
        private readonly nint _loadStep = Math.Max(source.ChannelStep, source.PixelStep),
            _storeStep = Math.Max(target.ChannelStep, target.PixelStep);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Copy(nint channel, nint pixel) => *target.At(channel, pixel) = *source.At(channel, pixel);

        /// <summary>Four channels of four pixels.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Transpose(nint channel, nint pixel)
        {
            float* from = source.At(channel, pixel), to = target.At(channel, pixel);
            Vector128<float> a = Vector128.Load(from), b = Vector128.Load(from + _loadStep);
            Vector128<float> c = Vector128.Load(from + 2 * _loadStep), d = Vector128.Load(from + 3 * _loadStep);
            Vector128<float> lowAb = Sse.UnpackLow(a, b), highAb = Sse.UnpackHigh(a, b), lowCd = Sse.UnpackLow(c, d),
                highCd = Sse.UnpackHigh(c, d);
            Sse.MoveLowToHigh(lowAb, lowCd).Store(to);
            Sse.MoveHighToLow(lowCd, lowAb).Store(to + _storeStep);
            Sse.MoveLowToHigh(highAb, highCd).Store(to + 2 * _storeStep);
            Sse.MoveHighToLow(highCd, highAb).Store(to + 3 * _storeStep);
        }
    }
}
