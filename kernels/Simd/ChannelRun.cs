using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace GpuRetinex.Kernels.Simd;

/// <summary>
/// The channels of a pixel, copied in place: for so few numbers a call of the framework's copy takes longer than the copy.
/// </summary>
internal static unsafe class ChannelRun
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Copy(float* source, float* target, int channels)
    {
        int channel = 0;
        for (; channel <= channels - Vector128<float>.Count; channel += Vector128<float>.Count)
            Vector128.Load(source + channel).Store(target + channel);
        for (; channel < channels; channel++) target[channel] = source[channel];
    }
}
