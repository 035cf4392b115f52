#version 450
#extension GL_GOOGLE_include_directive : require
#define FIRST_TILE_CONSTANT 1
#include "Common.glsl"
#include "Tile.glsl"

// Second pass of Winograd's convolution: at each of the 16 or 36 positions, products [tiles x outputs] = windows [tiles x inputs]
// * weights [inputs x outputs]. The same tiles as in the implicit matrix product, without a bound to look at: tiles, inputs and
// outputs are padded; what the padding of tiles holds is computed and never read.
// Windows: [positions][tiles, padded][inputs, padded to 16]; weights: [positions][inputs, padded to 16][outputs, padded to the
// tile].

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
    int firstTile = position * tilePitch + (line - position * groupRows) * TILE_PIXELS;
    int firstQuad = (group - line * groupColumns) * TILE_QUADS;
    vec4 sums[SUMS];
    [[unroll]] for (int i = 0; i < SUMS; i++) sums[i] = vec4(0);

    for (int quad = 0; quad < inputQuads; quad += DEPTH / 4)
    {
        [[unroll]] for (int block = 0; block < WINDOW_LOADS; block++)
        {
            mat4 pixels;
            [[unroll]] for (int p = 0; p < 4; p++)
                pixels[p] = windows[(firstTile + loadPixel(block) + p) * inputQuads + quad + loadDepth() / 4];
            storeWindows(block, pixels);
        }

        [[unroll]] for (int i = 0; i < WEIGHT_LOADS; i++)
        {
            int index = int(gl_LocalInvocationID.x) + i * THREADS;
            int row = (position * inputQuads + quad) * 4 + index / TILE_QUADS;
            weightTile[index] = weights[row * weightQuads + firstQuad + index % TILE_QUADS];
        }

        barrier();
        multiplyTiles(sums);
        barrier();
    }

    [[unroll]] for (int p = 0; p < THREAD_PIXELS; p++)
        [[unroll]] for (int q = 0; q < QUADS; q++)
            products[(firstTile + tilePixel() + p) * weightQuads + firstQuad + tileQuad(q)] = sums[p * QUADS + q];
}
