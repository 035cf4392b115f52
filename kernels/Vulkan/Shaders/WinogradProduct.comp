#version 450
#extension GL_GOOGLE_include_directive : require
#define FIRST_TILE_CONSTANT 1
#include "Common.glsl"
#include "Tile.glsl"

// Second pass of Winograd's convolution: at each of the 16 or 36 positions, products [tiles x outputs] = windows [tiles x inputs]
// * weights [inputs x outputs]. The same tiles as in the implicit matrix product, without a bound to look at: tiles, inputs and
// outputs are padded; what the padding of tiles holds is computed and never read.
// Windows: [positions][blocks of 16 inputs][tiles, padded][16 inputs]; weights: [positions][inputs, padded to 16][outputs, padded
// to the tile]; products: [positions][tiles, padded][outputs, padded].

layout(set = 0, binding = 0, std430) writeonly buffer Products { vec4 products[]; };
layout(set = 0, binding = 1, std430) readonly buffer Windows { vec4 windows[]; };
layout(set = 0, binding = 2, std430) readonly buffer Weights { vec4 weights[]; };
layout(set = 0, binding = 7, std140) uniform Parameters
{
    int inputQuads;   // inputs, padded
    int weightQuads;  // outputs, padded
    int tilePitch;    // tiles of a band, padded
    int groupColumns; // groups side by side along the outputs
    int groupRows;    // groups along the tiles
};

void main()
{
    int group = groupIndex(), line = group / groupColumns, position = line / groupRows;
    int firstTile = (line - position * groupRows) * TILE_PIXELS, firstQuad = (group - line * groupColumns) * TILE_QUADS;
    int thread = int(gl_LocalInvocationID.x), row = int(gl_LocalInvocationID.x / uint(TILE_QUADS));
    int window = position * inputQuads * tilePitch + (firstTile + loadPixel(0)) * (DEPTH / 4) + loadDepth() / 4;
    int weight = (position * inputQuads * 4 + row) * weightQuads + firstQuad + thread - row * TILE_QUADS;
    vec4 sums[SUMS];
    [[unroll]] for (int i = 0; i < SUMS; i++) sums[i] = vec4(0);

    for (int quad = 0; quad < inputQuads; quad += DEPTH / 4)
    {
        [[unroll]] for (int block = 0; block < WINDOW_LOADS; block++)
        {
            mat4 pixels;
            [[unroll]] for (int p = 0; p < 4; p++) pixels[p] = windows[window + (block * THREADS + p) * (DEPTH / 4)];
            storeWindows(block, pixels);
        }

        [[unroll]] for (int i = 0; i < WEIGHT_LOADS; i++)
            weightTile[thread + i * THREADS] = weights[weight + i * (THREADS / TILE_QUADS) * weightQuads];

        window += tilePitch * (DEPTH / 4);
        weight += DEPTH * weightQuads;
        barrier();
        multiplyTiles(sums);
        barrier();
    }

    int product = (position * tilePitch + firstTile + tilePixel()) * weightQuads + firstQuad;
    [[unroll]] for (int p = 0; p < THREAD_PIXELS; p++)
        [[unroll]] for (int q = 0; q < QUADS; q++)
            products[product + p * weightQuads + tileQuad(q)] = sums[p * QUADS + q];
}
