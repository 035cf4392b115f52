#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// Transposed convolution: every output pixel gathers from the few input pixels whose taps reach it. Pixels whose places, padding
// added, leave the same remainder when divided by STRIDE have the same taps: that remainder and every STRIDE-th after it.
// A thread computes 4 output pixels of a row that lie STRIDE apart, and so share their taps, x 4 channels, and takes four inputs a
// time: 4 loads of inputs and 4 of weights for 64 multiply-adds. Groups are filled up with zero weights to a dense matrix: the
// layers that have them are a few channels thin.
// Weights: [tap][inputs, padded to 4][outputs, padded to 4].

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;
layout(constant_id = 3) const int STRIDE = 2;
layout(constant_id = 4) const int KERNEL_HEIGHT = 2;
layout(constant_id = 5) const int KERNEL_WIDTH = 2;
layout(constant_id = 6) const bool HAS_BIAS = false;

const int PIXELS = 4;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 2, std430) readonly buffer Weights { vec4 weights[]; };
layout(set = 0, binding = 3, std430) readonly buffer Biases { vec4 bias[]; };
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    int width;        // of the output
    int height;
    int inputWidth;
    int inputHeight;
    int top;          // row and column of the whole output at which this one begins, plus the padding
    int left;
    int sourceTop;    // row and column of the whole input at which this one begins
    int sourceLeft;
    int strips;       // strips of PIXELS * STRIDE columns in a row
    int quads;
    int weightInputs;
    int threads;
};

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int quad = thread % quads, strip = thread / quads, phase = strip % STRIDE;
    int line = strip / STRIDE, row = line / strips, firstColumn = line % strips * PIXELS * STRIDE + phase;
    int image = row / height, y = row - image * height + top, z = firstColumn + left;

    vec4 sums[PIXELS];
    [[unroll]] for (int p = 0; p < PIXELS; p++) sums[p] = HAS_BIAS ? bias[quad] : vec4(0);
    int sourceRow = y / STRIDE - sourceTop;
    for (int tapRow = y % STRIDE; tapRow < KERNEL_HEIGHT; tapRow += STRIDE, sourceRow--)
    {
        if (sourceRow < 0 || sourceRow >= inputHeight) continue;
        int source = z / STRIDE - sourceLeft;
        for (int tapColumn = z % STRIDE; tapColumn < KERNEL_WIDTH; tapColumn += STRIDE, source--)
        {
            int weight = (tapRow * KERNEL_WIDTH + tapColumn) * weightInputs * quads + quad;
            for (int channel = 0; channel < weightInputs; channel += 4)
            {
                vec4 row0 = weights[weight], row1 = weights[weight + quads];
                vec4 row2 = weights[weight + 2 * quads], row3 = weights[weight + 3 * quads];
                weight += 4 * quads;
                [[unroll]] for (int p = 0; p < PIXELS; p++)
                {
                    bool exists = source + p >= 0 && source + p < inputWidth;
                    int element = elementOf(x, image * inputHeight + sourceRow, exists ? source + p : 0);
                    vec4 values = mix(vec4(0), loadX(element + channel, x.channels - channel), bvec4(exists));
                    sums[p] += values.x * row0;
                    sums[p] += values.y * row1;
                    sums[p] += values.z * row2;
                    sums[p] += values.w * row3;
                }
            }
        }
    }

    [[unroll]] for (int p = 0; p < PIXELS; p++)
    {
        int column = firstColumn + p * STRIDE;
        if (column < width) storeOutput(elementOf(outputs, row, column) + quad * 4, outputs.channels - quad * 4, sums[p]);
    }
}
