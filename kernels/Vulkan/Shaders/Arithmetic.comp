#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"

// Sum, product and affine modulation that no convolution could draw into its store: x + second, x * second, or
// x * (second + offset) + third. One thread for four channels of a pixel, the channel fastest. Bound by memory.

const int ADD = 0;
const int MULTIPLY = 1;
const int MULTIPLY_BY_ONE_CHANNEL = 2; // the factor has one channel, which serves all of its pixel
const int MODULATE = 3;

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;
layout(constant_id = 3) const bool VECTOR_SECOND = true;
layout(constant_id = 4) const bool VECTOR_THIRD = true;
layout(constant_id = 5) const int OPERATION = ADD;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
READABLE(2, Second, VECTOR_SECOND)
READABLE(3, Third, VECTOR_THIRD)
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    View second;
    View third;
    int width;
    int quads;
    int threads;
    float offset;
};

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int pixel = thread / quads, channel = (thread - pixel * quads) * 4;
    int row = pixel / width, column = pixel - row * width, channels = outputs.channels - channel;
    vec4 values = loadX(elementOf(x, row, column) + channel, channels);
    int secondElement = elementOf(second, row, column);
    if (OPERATION == ADD) values += loadSecond(secondElement + channel, channels);
    if (OPERATION == MULTIPLY) values *= loadSecond(secondElement + channel, channels);
    if (OPERATION == MULTIPLY_BY_ONE_CHANNEL) values *= loadSecond(secondElement, 1).x;
    if (OPERATION == MODULATE)
    {
        vec4 shift = loadThird(elementOf(third, row, column) + channel, channels);
        values = values * (loadSecond(secondElement + channel, channels) + offset) + shift;
    }

    storeOutput(elementOf(outputs, row, column) + channel, channels, values);
}
