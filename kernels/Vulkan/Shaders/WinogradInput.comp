#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// First pass of Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
// 2016): windows = B^T d B of every 6x6 window, 4 pixels apart. The interpolation points are 0, +-sqrt(1/2), +-sqrt(2) and
// infinity: they keep the matrices' entries near 1, which halves the rounding error of the usual 0, +-1, +-2.
// A thread transforms one channel of one tile, 36 values in registers; neighbouring threads have neighbouring channels, so that
// every load and store of a subgroup is one run of memory. Four channels a thread would take 144 registers.
// Windows: [36][tiles, padded][channels, padded], float32 also where activations are stored as halves.

layout(set = 0, binding = 0, std430) writeonly buffer Windows { float windows[]; };
READABLE(1, X, false)
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View x;
    int inputWidth;
    int inputHeight; // of one image
    int top;         // where the first window begins in the input
    int left;
    int tileColumns; // tiles in a row, and rows of them, of one image
    int tileRows;
    int firstTile;   // of this band
    int pitch;       // channels, padded
    int tilePitch;   // tiles of a band, padded
    int threads;
};

const float A = 0.70710678118654752;
const float B = 1.41421356237309505;

// Six values times B^T: the rows of the points +-sqrt(1/2) share their even and odd parts, and so do those of +-sqrt(2).
void transformLine(inout float d0, inout float d1, inout float d2, inout float d3, inout float d4, inout float d5)
{
    float evenA = d4 - 2 * d2, oddA = A * (d3 - 2 * d1);
    float evenB = d4 - 0.5 * d2, oddB = B * (d3 - 0.5 * d1);
    d0 = d0 + d4 - 2.5 * d2;
    d5 = d1 + d5 - 2.5 * d3;
    d1 = evenA + oddA;
    d2 = evenA - oddA;
    d3 = evenB + oddB;
    d4 = evenB - oddB;
}

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int tile = thread / pitch, channel = thread - tile * pitch;
    int line = (firstTile + tile) / tileColumns, image = line / tileRows;
    int row = (line - image * tileRows) * 4 + top, column = (firstTile + tile - line * tileColumns) * 4 + left;

    float d[36];
    [[unroll]] for (int y = 0; y < 6; y++)
    {
        [[unroll]] for (int z = 0; z < 6; z++)
        {
            bool inside = row + y >= 0 && row + y < inputHeight && column + z >= 0 && column + z < inputWidth && channel < x.channels;
            float value = loadX(inside ? elementOf(x, image * inputHeight + row + y, column + z) + channel : 0, 1).x;
            d[y * 6 + z] = inside ? value : 0;
        }
    }

    [[unroll]] for (int z = 0; z < 6; z++) transformLine(d[z], d[6 + z], d[12 + z], d[18 + z], d[24 + z], d[30 + z]);
    [[unroll]] for (int y = 0; y < 36; y += 6) transformLine(d[y], d[y + 1], d[y + 2], d[y + 3], d[y + 4], d[y + 5]);
    [[unroll]] for (int i = 0; i < 36; i++) windows[(i * tilePitch + tile) * pitch + channel] = d[i];
}
