#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"
#include "Functions.glsl"

// Softmax over the channels of a pixel, the largest value subtracted first. One thread for each pixel: the networks have three
// to eight classes, a pixel's channels lie side by side, and so do those of neighbouring threads. The exponentials are computed
// twice rather than stored and read again.

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_X = true;

WRITABLE(0, Output, VECTOR_OUTPUT)
READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 7, std140) uniform Parameters
{
    View outputs;
    View x;
    int width;
    int threads;
};

// Which of four channels exist.
bvec4 exist(int channels) { return lessThan(ivec4(0, 1, 2, 3), ivec4(channels)); }

float sumOf(vec4 v) { return (v.x + v.y) + (v.z + v.w); }

void main()
{
    int pixel = threadIndex();
    if (pixel >= threads) return;
    int row = pixel / width, column = pixel - row * width;
    int source = elementOf(x, row, column), target = elementOf(outputs, row, column);

    vec4 largest = vec4(uintBitsToFloat(0xff800000u));
    for (int channel = 0; channel < x.channels; channel += 4)
    {
        vec4 values = loadX(source + channel, x.channels - channel);
        bvec4 exists = exist(x.channels - channel);
        // Written so that NaN stays.
        largest = mix(largest, mix(values, largest, lessThanEqual(values, largest)), exists);
    }

    float maximum = largest.x;
    for (int i = 1; i < 4; i++) maximum = largest[i] <= maximum ? maximum : largest[i];

    float sum = 0;
    for (int channel = 0; channel < x.channels; channel += 4)
    {
        vec4 powers = exponential(loadX(source + channel, x.channels - channel) - maximum);
        sum += sumOf(mix(vec4(0), powers, exist(x.channels - channel)));
    }

    for (int channel = 0; channel < x.channels; channel += 4)
    {
        vec4 powers = exponential(loadX(source + channel, x.channels - channel) - maximum);
        storeOutput(target + channel, x.channels - channel, powers / sum);
    }
}
