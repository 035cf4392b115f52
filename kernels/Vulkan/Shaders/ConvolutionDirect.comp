#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"
#include "Functions.glsl"
#include "Epilogue.glsl"
#include "Window.glsl"

// Convolution without shared memory: thin inputs and outputs, where a tile would be mostly padding. A thread computes
// 4 consecutive output pixels x 4 channels, 16 sums in registers, and takes four inputs a time: 4 loads of windows and 4 of
// weights for 64 multiply-adds. Neighbouring threads hold neighbouring channels of the same pixels: their windows are
// broadcasts, their weights and stores consecutive 128-bit words.
// Weights: [tap][inputs, padded to 4][outputs, padded to 4].

const int PIXELS = 4;

void main()
{
    int thread = threadIndex();
    int firstPixel = thread / groupColumns * PIXELS, quad = thread % groupColumns;
    if (firstPixel >= epilogue.pixels) return;

    Origin origins[PIXELS];
    vec4 sums[PIXELS];
    [[unroll]] for (int p = 0; p < PIXELS; p++)
    {
        origins[p] = originOf(firstPixel + p);
        sums[p] = vec4(0);
    }

    int weight = quad;
    for (int tapRow = 0; tapRow < KERNEL_HEIGHT; tapRow++)
    {
        for (int tapColumn = 0; tapColumn < KERNEL_WIDTH; tapColumn++)
        {
            int elements[PIXELS];
            [[unroll]] for (int p = 0; p < PIXELS; p++) elements[p] = elementUnder(origins[p], tapRow, tapColumn);
            for (int channel = 0; channel < weightInputs; channel += 4)
            {
                vec4 row0 = weights[weight], row1 = weights[weight + weightQuads];
                vec4 row2 = weights[weight + 2 * weightQuads], row3 = weights[weight + 3 * weightQuads];
                weight += 4 * weightQuads;
                [[unroll]] for (int p = 0; p < PIXELS; p++)
                {
                    vec4 window = loadWindow(elements[p], channel);
                    sums[p] += window.x * row0;
                    sums[p] += window.y * row1;
                    sums[p] += window.z * row2;
                    sums[p] += window.w * row3;
                }
            }
        }
    }

    vec4 addend = biasOf(epilogue, quad * 4);
    [[unroll]] for (int p = 0; p < PIXELS; p++) finishPixel(epilogue, firstPixel + p, quad * 4, sums[p] + addend);
}
