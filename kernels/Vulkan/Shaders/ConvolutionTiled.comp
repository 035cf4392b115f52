#version 450
#extension GL_GOOGLE_include_directive : require
#define FIRST_TILE_CONSTANT 14
#include "Common.glsl"
#include "Functions.glsl"
#include "Epilogue.glsl"
#include "Window.glsl"
#include "Tile.glsl"

// Convolution as a matrix product (implicit GEMM): output [pixels x outputs] = windows [pixels x K] * weights [K x outputs],
// K = taps x inputs. The windows are never written to memory. A group computes a tile of pixels x outputs; 16 rows of K at a
// time, all of one tap, go through shared memory.
// Weights: [tap][inputs, padded to 16][outputs, padded to the tile].

void loadWindows(int elements[LOAD_PIXELS], int channel)
{
    [[unroll]] for (int block = 0; block < WINDOW_LOADS; block++)
    {
        mat4 pixels;
        [[unroll]] for (int p = 0; p < 4; p++) pixels[p] = loadWindow(elements[block * 4 + p], channel + loadDepth());
        storeWindows(block, pixels);
    }
}

void loadWeights(int first)
{
    [[unroll]] for (int i = 0; i < WEIGHT_LOADS; i++)
        weightTile[int(gl_LocalInvocationID.x) + i * THREADS] = weights[first + i * (THREADS / TILE_QUADS) * weightQuads];
}

void main()
{
    int group = groupIndex();
    int firstPixel = group / groupColumns * TILE_PIXELS, firstQuad = group % groupColumns * TILE_QUADS;
    Origin origins[LOAD_PIXELS];
    [[unroll]] for (int i = 0; i < LOAD_PIXELS; i++) origins[i] = originOf(firstPixel + loadPixel(i / 4) + i % 4);
    vec4 sums[SUMS];
    [[unroll]] for (int i = 0; i < SUMS; i++) sums[i] = vec4(0);

    int thread = int(gl_LocalInvocationID.x), weightRow = int(gl_LocalInvocationID.x / uint(TILE_QUADS));
    int weight = weightRow * weightQuads + firstQuad + thread - weightRow * TILE_QUADS;
    for (int tapRow = 0; tapRow < KERNEL_HEIGHT; tapRow++)
    {
        for (int tapColumn = 0; tapColumn < KERNEL_WIDTH; tapColumn++)
        {
            int elements[LOAD_PIXELS];
            [[unroll]] for (int i = 0; i < LOAD_PIXELS; i++) elements[i] = elementUnder(origins[i], tapRow, tapColumn);
            for (int channel = 0; channel < weightInputs; channel += DEPTH, weight += DEPTH * weightQuads)
            {
                loadWindows(elements, channel);
                loadWeights(weight);
                barrier();
                multiplyTiles(sums);
                barrier();
            }
        }
    }

    vec4 addends[QUADS];
    [[unroll]] for (int q = 0; q < QUADS; q++) addends[q] = biasOf(epilogue, (firstQuad + tileQuad(q)) * 4);
    [[unroll]] for (int p = 0; p < THREAD_PIXELS; p++)
    {
        int pixel = firstPixel + tilePixel() + p;
        [[unroll]] for (int q = 0; q < QUADS; q++)
            finishPixel(epilogue, pixel, (firstQuad + tileQuad(q)) * 4, sums[p * QUADS + q] + addends[q]);
    }
}
