// First pass of Winograd's convolution: windows = B^T d B of every window of inputs, a tile's side apart. Include after
// Common.glsl and Winograd2.glsl or Winograd4.glsl.
// A thread transforms one channel of one tile, 16 or 36 values in registers; neighbouring threads have neighbouring channels, so
// that every load and store of a subgroup is one run of memory. Four channels a thread would take 64 or 144 registers.
// Windows: [positions][tiles, padded][channels, padded], float32 also where activations are stored as halves.

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

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int tile = thread / pitch, channel = thread - tile * pitch;
    int line = (firstTile + tile) / tileColumns, image = line / tileRows;
    int row = (line - image * tileRows) * SIDE + top, column = (firstTile + tile - line * tileColumns) * SIDE + left;

    float d[POSITIONS];
    [[unroll]] for (int y = 0; y < WINDOW; y++)
    {
        [[unroll]] for (int z = 0; z < WINDOW; z++)
        {
            bool inside = row + y >= 0 && row + y < inputHeight
                && column + z >= 0 && column + z < inputWidth && channel < x.channels;
            float value = loadX(inside ? elementOf(x, image * inputHeight + row + y, column + z) + channel : 0, 1).x;
            d[y * WINDOW + z] = inside ? value : 0;
        }
    }

    [[unroll]] for (int z = 0; z < WINDOW; z++) transformWindow(d, z, WINDOW);
    [[unroll]] for (int y = 0; y < WINDOW; y++) transformWindow(d, y * WINDOW, 1);
    [[unroll]] for (int i = 0; i < POSITIONS; i++) windows[(i * tilePitch + tile) * pitch + channel] = d[i];
}
