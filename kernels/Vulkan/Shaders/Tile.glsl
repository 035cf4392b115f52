// A product of two matrices in shared memory, 16 rows of K at a time: sums [pixels x outputs] += windows [pixels x K] * weights
// [K x outputs]. Include after Common.glsl with FIRST_TILE_CONSTANT, the number of the first of two specialisation constants.
//
// A thread computes 8 pixels x (4 * QUADS) outputs: with QUADS = 2, 64 sums in registers and 4 reads of 128 bits from shared
// memory for 64 multiply-adds, which leaves the shared memory half idle on RDNA and Turing (128 bytes a clock for 64 lanes).
// Usual sizes: 128 threads, 128 pixels x 64 outputs, 12.5 KiB of shared memory.
// Windows are stored [k][pixel]: threads that share pixels read the same 128 bits. A thread loads 4 values of K of 4 consecutive
// pixels, transposes them in registers and writes 128 bits a time; four neighbouring threads read 16 consecutive values of K.

layout(constant_id = FIRST_TILE_CONSTANT) const int QUADS = 2;              // quads of outputs of a thread
layout(constant_id = FIRST_TILE_CONSTANT + 1) const int OUTPUT_THREADS = 8; // threads side by side along the outputs

const int DEPTH = 16;
const int THREAD_PIXELS = 8;
const int TILE_QUADS = OUTPUT_THREADS * QUADS;
const int TILE_PIXELS = THREADS / OUTPUT_THREADS * THREAD_PIXELS;
const int PIXEL_PITCH = TILE_PIXELS / 4 + 1;            // quads of pixels from one row to the next, one of padding
const int WINDOW_LOADS = TILE_PIXELS / THREADS;         // blocks of 4 pixels x 4 values of K that a thread loads
const int WEIGHT_LOADS = DEPTH * TILE_QUADS / THREADS;

const int LOAD_PIXELS = WINDOW_LOADS * 4;
const int SUMS = THREAD_PIXELS * QUADS;

shared vec4 windowTile[DEPTH * PIXEL_PITCH];
shared vec4 weightTile[DEPTH * TILE_QUADS];

// The first value of K, and the four pixels, of a block that this thread loads.
int loadDepth() { return (int(gl_LocalInvocationID.x) & 3) * 4; }

int loadFour(int block) { return (int(gl_LocalInvocationID.x) >> 2) + block * (THREADS / 4); }

int loadPixel(int block) { return loadFour(block) * 4; }

// Puts a block into the tile; a column of the matrix is a pixel.
void storeWindows(int block, mat4 pixels)
{
    mat4 rows = transpose(pixels);
    [[unroll]] for (int k = 0; k < 4; k++) windowTile[(loadDepth() + k) * PIXEL_PITCH + loadFour(block)] = rows[k];
}

// This thread's first four pixels, first pixel and first quad of outputs within the tile; its other quads lie OUTPUT_THREADS
// further each. Divisions are unsigned, which makes them shifts: compilers put them into the loop.
int tileFour() { return int(gl_LocalInvocationID.x / uint(OUTPUT_THREADS)) * (THREAD_PIXELS / 4); }

int tilePixel() { return tileFour() * 4; }

int tileQuad(int q) { return q * OUTPUT_THREADS + int(gl_LocalInvocationID.x % uint(OUTPUT_THREADS)); }

// Adds the products of 16 rows of K.
void multiplyTiles(inout vec4 sums[SUMS])
{
    [[unroll]] for (int k = 0; k < DEPTH; k++)
    {
        vec4 row[QUADS];
        [[unroll]] for (int q = 0; q < QUADS; q++) row[q] = weightTile[k * TILE_QUADS + tileQuad(q)];
        [[unroll]] for (int four = 0; four < THREAD_PIXELS / 4; four++)
        {
            vec4 values = windowTile[k * PIXEL_PITCH + tileFour() + four];
            [[unroll]] for (int p = 0; p < 4; p++)
                [[unroll]] for (int q = 0; q < QUADS; q++)
                    sums[(four * 4 + p) * QUADS + q] += values[p] * row[q];
        }
    }
}
