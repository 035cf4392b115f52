// First pass of Winograd's convolution: windows = B^T d B of every window of inputs, a tile's side apart. Include after
// Common.glsl and Winograd2.glsl or Winograd4.glsl.
// A thread transforms two channels of one tile, 32 or 72 values in registers; neighbouring threads have neighbouring channels, so
// that every load of a subgroup is one run of memory. Four channels a thread would take 64 or 144 registers, and spill.
// Windows: [positions][blocks of 16 channels][tiles, padded][16 channels], float32 also where activations are stored as halves:
// what a group of the product reads at a time, 16 channels of its tiles, is one run of memory.

layout(constant_id = 1) const bool VECTOR_X = true;

const int BLOCK_PAIRS = 8;

layout(set = 0, binding = 0, std430) writeonly buffer Windows { vec2 windows[]; };
layout(set = 0, binding = 1, std430) readonly buffer XValues { STORED x1[]; };
layout(set = 0, binding = 1, std430) readonly buffer XPairs { STORED2 x2[]; };
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
    int pairs;       // channels in pairs, padded
    int tilePitch;   // tiles of a band, padded
    int threads;
};

// The two values from an element on; the second is zero where there is one channel.
vec2 loadPair(int index, int channels)
{
    if (VECTOR_X) return vec2(x2[index >> 1]);
    vec2 values = vec2(float(x1[index]), 0);
    if (channels > 1) values.y = float(x1[index + 1]);
    return values;
}

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int tile = thread / pairs, pair = thread - tile * pairs, channel = pair * 2;
    int line = (firstTile + tile) / tileColumns, image = line / tileRows;
    int row = (line - image * tileRows) * SIDE + top, column = (firstTile + tile - line * tileColumns) * SIDE + left;

    int channels = x.channels - channel, rowStride = x.rowStride, pixelStride = x.pixelStride;
    int corner = elementOf(x, image * inputHeight + row, column) + channel;
    vec2 d[POSITIONS];
    [[unroll]] for (int y = 0; y < WINDOW; y++)
    {
        [[unroll]] for (int z = 0; z < WINDOW; z++)
        {
            bool inside = row + y >= 0 && row + y < inputHeight && column + z >= 0 && column + z < inputWidth && channels > 0;
            vec2 values = loadPair(inside ? corner + y * rowStride + z * pixelStride : 0, channels);
            d[y * WINDOW + z] = inside ? values : vec2(0);
        }
    }

    [[unroll]] for (int z = 0; z < WINDOW; z++) transformWindow(d, z, WINDOW);
    [[unroll]] for (int y = 0; y < WINDOW; y++) transformWindow(d, y * WINDOW, 1);
    int window = (pair / BLOCK_PAIRS * tilePitch + tile) * BLOCK_PAIRS + pair % BLOCK_PAIRS;
    [[unroll]] for (int i = 0; i < POSITIONS; i++) windows[window + i * tilePitch * pairs] = d[i];
}
