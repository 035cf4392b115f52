#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// Nearest-neighbour resize: every output pixel is a copy of one input pixel, found by tables that the host computed (the rule
// rounds in binary32, which a GPU's division need not do the same way). One thread for four channels of a pixel. Bound by memory.

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 2, std430) readonly buffer Tables { int table[]; }; // an input row for each row, then the columns
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

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int pixel = thread / quads, channel = (thread - pixel * quads) * 4;
    int row = pixel / width, column = pixel - row * width, channels = outputs.channels - channel;
    int image = row / height;
    int sourceRow = image * inputHeight + table[row - image * height], sourceColumn = table[height + column];
    vec4 values = loadX(elementOf(x, sourceRow, sourceColumn) + channel, channels);
    storeOutput(elementOf(outputs, row, column) + channel, channels, values);
}
