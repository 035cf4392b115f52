#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// Bilinear resize: every output pixel lies between four input pixels, found by tables that the host computed in double precision.
// One thread for four channels of a pixel, the channel fastest. Bound by memory.

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 2, std430) readonly buffer Tables { int table[]; }; // first, second, share for each row, then the columns
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    int width;
    int height;
    int inputHeight;
    int quads;
    int threads;
};

vec4 between(vec4 first, vec4 second, float share) { return first + share * (second - first); }

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int pixel = thread / quads, channel = (thread - pixel * quads) * 4;
    int row = pixel / width, column = pixel - row * width, channels = outputs.channels - channel;
    int image = row / height, y = (row - image * height) * 3, z = (height + column) * 3;
    int firstRow = image * inputHeight + table[y], secondRow = image * inputHeight + table[y + 1];
    float share = intBitsToFloat(table[z + 2]);
    vec4 top = between(
        loadX(elementOf(x, firstRow, table[z]) + channel, channels), loadX(elementOf(x, firstRow, table[z + 1]) + channel, channels), share);
    vec4 bottom = between(
        loadX(elementOf(x, secondRow, table[z]) + channel, channels), loadX(elementOf(x, secondRow, table[z + 1]) + channel, channels), share);
    storeOutput(elementOf(outputs, row, column) + channel, channels, between(top, bottom, intBitsToFloat(table[y + 2])));
}
