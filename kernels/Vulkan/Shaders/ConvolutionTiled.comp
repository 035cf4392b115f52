#version 450
#extension GL_GOOGLE_include_directive : require
#include "Common.glsl"
#include "Functions.glsl"
#include "Epilogue.glsl"
#include "Window.glsl"

// Convolution as a matrix product (implicit GEMM): output [pixels x outputs] = windows [pixels x K] * weights [K x outputs],
// K = taps x inputs. The windows are never written to memory.
//
// A group computes a tile of pixels x outputs; K goes through shared memory 16 rows at a time, all of one tap. A thread computes
// 8 pixels x (4 * QUADS) outputs: with QUADS = 2, 64 sums in registers and 4 reads of 128 bits from shared memory for 64
// multiply-adds, which leaves the shared memory half idle on RDNA and Turing (128 bytes a clock for each 64 lanes).
// Usual sizes: 128 threads, 128 pixels x 64 outputs, 12 KiB of shared memory.
//
// Windows are stored [k][pixel]: threads that share pixels read the same 128 bits. A thread loads 4 inputs of 4 consecutive
// pixels, transposes them in registers and writes 128 bits a time; four neighbouring threads read 16 consecutive inputs of a
// pixel. Weights are read in their order.
// Weights: [tap][inputs, padded to 16][outputs, padded to the tile].

layout(constant_id = 14) const int QUADS = 2;           // quads of outputs of a thread
layout(constant_id = 15) const int OUTPUT_THREADS = 8;  // threads side by side along the outputs

const int DEPTH = 16;
const int THREAD_PIXELS = 8;
const int TILE_QUADS = OUTPUT_THREADS * QUADS;
const int PIXEL_THREADS = THREADS / OUTPUT_THREADS;
const int TILE_PIXELS = PIXEL_THREADS * THREAD_PIXELS;
const int PIXEL_PITCH = TILE_PIXELS / 4 + 1;            // quads of pixels from one row to the next, one of padding
const int WINDOW_LOADS = TILE_PIXELS / THREADS;         // blocks of 4 pixels x 4 inputs that a thread loads
const int WEIGHT_LOADS = DEPTH * TILE_QUADS / THREADS;

shared vec4 windowTile[DEPTH * PIXEL_PITCH];
shared vec4 weightTile[DEPTH * TILE_QUADS];

void main()
{
    int thread = int(gl_LocalInvocationID.x);
    int group = groupIndex();
    int firstPixel = group / groupColumns * TILE_PIXELS, firstQuad = group % groupColumns * TILE_QUADS;
    int outputThread = thread % OUTPUT_THREADS, pixelThread = thread / OUTPUT_THREADS;
    int loadQuad = thread >> 2, loadChannel = (thread & 3) * 4;

    Origin origins[WINDOW_LOADS * 4];
    [[unroll]] for (int i = 0; i < WINDOW_LOADS * 4; i++)
        origins[i] = originOf(firstPixel + (loadQuad + i / 4 * (THREADS / 4)) * 4 + i % 4);

    vec4 sums[THREAD_PIXELS * QUADS];
    [[unroll]] for (int i = 0; i < THREAD_PIXELS * QUADS; i++) sums[i] = vec4(0);

    int weightRow = 0;
    for (int tapRow = 0; tapRow < KERNEL_HEIGHT; tapRow++)
    {
        for (int tapColumn = 0; tapColumn < KERNEL_WIDTH; tapColumn++)
        {
            int elements[WINDOW_LOADS * 4];
            [[unroll]] for (int i = 0; i < WINDOW_LOADS * 4; i++) elements[i] = elementUnder(origins[i], tapRow, tapColumn);
            for (int channel = 0; channel < weightInputs; channel += DEPTH)
            {
                [[unroll]] for (int i = 0; i < WINDOW_LOADS; i++)
                {
                    mat4 block;
                    [[unroll]] for (int p = 0; p < 4; p++) block[p] = loadWindow(elements[i * 4 + p], channel + loadChannel);
                    block = transpose(block);
                    int quad = loadQuad + i * (THREADS / 4);
                    [[unroll]] for (int c = 0; c < 4; c++) windowTile[(loadChannel + c) * PIXEL_PITCH + quad] = block[c];
                }

                [[unroll]] for (int i = 0; i < WEIGHT_LOADS; i++)
                {
                    int index = thread + i * THREADS;
                    weightTile[index] = weights[(weightRow + index / TILE_QUADS) * weightQuads + firstQuad + index % TILE_QUADS];
                }

                weightRow += DEPTH;
                barrier();
                [[unroll]] for (int k = 0; k < DEPTH; k++)
                {
                    vec4 row[QUADS];
                    [[unroll]] for (int q = 0; q < QUADS; q++) row[q] = weightTile[k * TILE_QUADS + q * OUTPUT_THREADS + outputThread];
                    int window = k * PIXEL_PITCH + pixelThread * (THREAD_PIXELS / 4);
                    [[unroll]] for (int four = 0; four < THREAD_PIXELS / 4; four++)
                    {
                        vec4 values = windowTile[window + four];
                        [[unroll]] for (int p = 0; p < 4; p++)
                            [[unroll]] for (int q = 0; q < QUADS; q++)
                                sums[(four * 4 + p) * QUADS + q] += values[p] * row[q];
                    }
                }

                barrier();
            }
        }
    }

    [[unroll]] for (int p = 0; p < THREAD_PIXELS; p++)
    {
        [[unroll]] for (int q = 0; q < QUADS; q++)
        {
            int channel = (firstQuad + q * OUTPUT_THREADS + outputThread) * 4;
            finishPixel(epilogue, firstPixel + pixelThread * THREAD_PIXELS + p, channel, sums[p * QUADS + q]);
        }
    }
}
