#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// Pixel shuffle, zero padding and cropping: every output value is one input value or zero. One thread for four channels of an output
// pixel, the channel fastest. A shuffle gathers its four channels FACTOR^2 apart. Bound by memory.

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true; // for padding alone
layout(constant_id = 3) const int FACTOR = 0;       // of a shuffle; 0 for padding

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    int width;  // of the output
    int height;
    int inputWidth;
    int inputHeight;
    int top;    // of a shuffle: row and column of the whole output at which this one begins; of padding: less the input's
    int left;
    int sourceTop; // of a shuffle: row and column of the whole input at which this one begins
    int sourceLeft;
    int quads;
    int threads;
};

vec4 shuffled(int image, int row, int column, int channel, int channels)
{
    int y = row + top, z = column + left;
    int source = elementOf(x, image * inputHeight + y / FACTOR - sourceTop, z / FACTOR - sourceLeft);
    source += (channel * FACTOR + y % FACTOR) * FACTOR + z % FACTOR;
    vec4 values = vec4(0);
    for (int i = 0; i < min(channels, 4); i++) values[i] = loadX(source + i * FACTOR * FACTOR, 1).x;
    return values;
}

vec4 padded(int image, int row, int column, int channel, int channels)
{
    int y = row + top, z = column + left;
    bool exists = y >= 0 && y < inputHeight && z >= 0 && z < inputWidth;
    return exists ? loadX(elementOf(x, image * inputHeight + y, z) + channel, channels) : vec4(0);
}

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int pixel = thread / quads, channel = (thread - pixel * quads) * 4;
    int line = pixel / width, column = pixel - line * width, channels = outputs.channels - channel;
    int image = line / height, row = line - image * height;
    vec4 values = FACTOR > 0 ? shuffled(image, row, column, channel, channels) : padded(image, row, column, channel, channels);
    storeOutput(elementOf(outputs, line, column) + channel, channels, values);
}
