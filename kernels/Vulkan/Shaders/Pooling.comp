#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// Maximum or mean over a window; padded positions add nothing, but some means count them. One thread for four channels of an output pixel, the channel
// fastest, so that neighbouring threads read and write neighbouring 128-bit words. Bound by memory.

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;
layout(constant_id = 3) const int KIND = 0; // 0 maximum, 1 mean of what exists, 2 mean with the padding
layout(constant_id = 4) const int KERNEL = 2;
layout(constant_id = 5) const int STRIDE = 2;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    int width;  // of the output
    int height;
    int inputWidth;
    int inputHeight;
    int top;    // where the first window begins in the input; negative in the padding
    int left;
    int paddedWidth;  // where the padding behind the input ends
    int paddedHeight;
    int quads;
    int threads;
};

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int pixel = thread / quads, channel = (thread - pixel * quads) * 4;
    int row = pixel / width, column = pixel - row * width, channels = outputs.channels - channel;
    int image = row / height;
    int firstRow = (row - image * height) * STRIDE + top, firstColumn = column * STRIDE + left;

    bool isAverage = KIND != 0;
    vec4 result = vec4(isAverage ? 0 : uintBitsToFloat(0xff800000u));
    int count = 0;
    for (int y = max(firstRow, 0); y < min(firstRow + KERNEL, inputHeight); y++)
    {
        for (int z = max(firstColumn, 0); z < min(firstColumn + KERNEL, inputWidth); z++)
        {
            vec4 values = loadX(elementOf(x, image * inputHeight + y, z) + channel, channels);
            // Written so that NaN stays.
            if (isAverage) result += values;
            else result = mix(values, result, lessThanEqual(values, result));
            count++;
        }
    }

    if (KIND == 2) count = (min(firstRow + KERNEL, paddedHeight) - firstRow) * (min(firstColumn + KERNEL, paddedWidth) - firstColumn);
    if (isAverage) result /= float(count);
    storeOutput(elementOf(outputs, row, column) + channel, channels, result);
}
