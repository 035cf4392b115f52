#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// Transposed convolution whose kernel is as large as its stride: every output pixel has one input pixel under one tap. A thread
// computes 4 output pixels of a row that lie under the same tap, STRIDE apart, x 4 channels, and takes four inputs a time:
// 4 loads of inputs and 4 of weights for 64 multiply-adds.
// Weights: [tap][inputs, padded to 4][outputs, padded to 4].

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;
layout(constant_id = 3) const int STRIDE = 2;

const int PIXELS = 4;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 2, std430) readonly buffer Weights { vec4 weights[]; };
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    int width;        // of the output
    int height;
    int inputHeight;
    int top;          // row and column of the whole output at which this one begins, less STRIDE times the input's
    int left;
    int strips;       // strips of PIXELS * STRIDE columns in a row
    int quads;
    int weightInputs;
    int threads;
};

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int quad = thread % quads, strip = thread / quads;
    int phase = strip % STRIDE, line = strip / STRIDE;
    int row = line / strips, firstColumn = line % strips * PIXELS * STRIDE + phase;
    int image = row / height, y = row - image * height + top;
    int tap = y % STRIDE * STRIDE + (firstColumn + left) % STRIDE;
    int sourceRow = image * inputHeight + y / STRIDE, sourceColumn = (firstColumn + left) / STRIDE;

    vec4 sums[PIXELS];
    [[unroll]] for (int p = 0; p < PIXELS; p++) sums[p] = vec4(0);
    int weight = tap * weightInputs * quads + quad;
    for (int channel = 0; channel < weightInputs; channel += 4)
    {
        vec4 row0 = weights[weight], row1 = weights[weight + quads];
        vec4 row2 = weights[weight + 2 * quads], row3 = weights[weight + 3 * quads];
        weight += 4 * quads;
        [[unroll]] for (int p = 0; p < PIXELS; p++)
        {
            bool exists = firstColumn + p * STRIDE < width;
            vec4 values = exists ? loadX(elementOf(x, sourceRow, sourceColumn + p) + channel, x.channels - channel) : vec4(0);
            sums[p] += values.x * row0;
            sums[p] += values.y * row1;
            sums[p] += values.z * row2;
            sums[p] += values.w * row3;
        }
    }

    [[unroll]] for (int p = 0; p < PIXELS; p++)
    {
        int column = firstColumn + p * STRIDE;
        if (column < width) storeOutput(elementOf(outputs, row, column) + quad * 4, outputs.channels - quad * 4, sums[p]);
    }
}
