#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"
#include "Functions.glsl"

// An activation that no convolution could draw into its store; a copy where the kind is 0. One thread for four channels of a
// pixel, the channel fastest: neighbouring threads access neighbouring 128-bit words. Bound by memory.

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;
layout(constant_id = 3) const int KIND = 0;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    int width;
    int quads;
    int threads;
    float slope;
};

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int pixel = thread / quads, channel = (thread - pixel * quads) * 4;
    int row = pixel / width, column = pixel - row * width, channels = outputs.channels - channel;
    vec4 values = loadX(elementOf(x, row, column) + channel, channels);
    storeOutput(elementOf(outputs, row, column) + channel, channels, activate(KIND, slope, values));
}
