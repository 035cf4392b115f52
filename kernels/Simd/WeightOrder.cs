namespace GpuRetinex.Kernels.Simd;

/// <summary>The order of weights in an array: the weight of (output, input, tap) lies at First + output · OutputStep + input · InputStep + tap · TapStep.</summary>
internal readonly record struct WeightOrder(int Outputs, int Inputs, int Taps, int OutputStep, int InputStep, int TapStep, int First = 0);
