#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"
#include "Functions.glsl"
#include "Epilogue.glsl"

// Third pass of Winograd's convolution: 4x4 outputs = A^T m A of every tile's products, then bias, activation, modulation,
// residual and the store. A thread finishes four outputs of one tile; neighbouring threads have neighbouring outputs.
// Products: [36][tiles, padded][outputs, padded].

layout(set = 0, binding = 1, std430) readonly buffer Products { vec4 products[]; };
layout(set = 0, binding = 7, std140) uniform Parameters
{
    Epilogue epilogue;
    int tileColumns; // tiles in a row, and rows of them, of one image
    int tileRows;
    int firstTile;   // of this band
    int quads;       // outputs in quads
    int productQuads; // the same, padded
    int tilePitch;   // tiles of a band, padded
    int threads;
};

const float A = 0.70710678118654752;
const float B = 1.41421356237309505;

// Six values times A^T.
void transformLine(vec4 m0, vec4 m1, vec4 m2, vec4 m3, vec4 m4, vec4 m5, out vec4 y0, out vec4 y1, out vec4 y2, out vec4 y3)
{
    vec4 sumA = m1 + m2, sumB = m3 + m4, oddA = A * (m1 - m2), oddB = B * (m3 - m4);
    y0 = m0 + sumA + sumB;
    y1 = oddA + oddB;
    y2 = 0.5 * sumA + 2 * sumB;
    y3 = 0.5 * oddA + 2 * oddB + m5;
}

vec4 product(int tile, int position, int quad) { return products[(position * tilePitch + tile) * productQuads + quad]; }

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int tile = thread / quads, quad = thread - tile * quads;
    vec4 halves[24];
    [[unroll]] for (int z = 0; z < 6; z++)
    {
        transformLine(
            product(tile, z, quad), product(tile, 6 + z, quad), product(tile, 12 + z, quad),
            product(tile, 18 + z, quad), product(tile, 24 + z, quad), product(tile, 30 + z, quad),
            halves[z], halves[6 + z], halves[12 + z], halves[18 + z]);
    }

    int line = (firstTile + tile) / tileColumns, image = line / tileRows;
    int row = (line - image * tileRows) * 4, column = (firstTile + tile - line * tileColumns) * 4;
    [[unroll]] for (int y = 0; y < 4; y++)
    {
        vec4 values[4];
        int h = y * 6;
        transformLine(
            halves[h], halves[h + 1], halves[h + 2], halves[h + 3], halves[h + 4], halves[h + 5],
            values[0], values[1], values[2], values[3]);
        [[unroll]] for (int z = 0; z < 4; z++)
        {
            bool inside = row + y < epilogue.height && column + z < epilogue.width;
            if (inside) finish(epilogue, image * epilogue.height + row + y, column + z, quad * 4, values[z]);
        }
    }
}
