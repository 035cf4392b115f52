// Third pass of Winograd's convolution: outputs = A^T m A of every tile's products, then bias, activation, modulation, residual
// and the store. Include after Common.glsl, Functions.glsl, Epilogue.glsl and Winograd2.glsl or Winograd4.glsl.
// A thread finishes four outputs of one tile; neighbouring threads have neighbouring outputs.
// Products: [positions][tiles, padded][outputs, padded].

layout(set = 0, binding = 1, std430) readonly buffer Products { vec4 products[]; };
layout(set = 0, binding = 7, std140) uniform Parameters
{
    Epilogue epilogue;
    int tileColumns; // tiles in a row, and rows of them, of one image
    int tileRows;
    int firstTile;   // of this band
    int quads;       // outputs in quads
    int productQuads; // the same, padded
    int tilePitch;   // tiles of a band, padded
    int threads;
};

void main()
{
    int thread = threadIndex();
    if (thread >= threads) return;
    int tile = thread / quads, quad = thread - tile * quads;
    int first = tile * productQuads + quad, pitch = tilePitch * productQuads;
    vec4 halves[SIDE * WINDOW];
    [[unroll]] for (int z = 0; z < WINDOW; z++)
    {
        vec4 column[WINDOW], outputs[SIDE];
        [[unroll]] for (int y = 0; y < WINDOW; y++) column[y] = products[first + (y * WINDOW + z) * pitch];
        transformProducts(column, outputs);
        [[unroll]] for (int y = 0; y < SIDE; y++) halves[y * WINDOW + z] = outputs[y];
    }

    int line = (firstTile + tile) / tileColumns, image = line / tileRows;
    int row = (line - image * tileRows) * SIDE, column = (firstTile + tile - line * tileColumns) * SIDE;
    vec4 addend = biasOf(epilogue, quad * 4);
    [[unroll]] for (int y = 0; y < SIDE; y++)
    {
        vec4 sums[WINDOW], values[SIDE];
        [[unroll]] for (int z = 0; z < WINDOW; z++) sums[z] = halves[y * WINDOW + z];
        transformProducts(sums, values);
        [[unroll]] for (int z = 0; z < SIDE; z++)
        {
            bool inside = row + y < epilogue.height && column + z < epilogue.width;
            if (!inside) continue;
            finish(epilogue, image * epilogue.height + row + y, column + z, quad * 4, values[z] + addend);
        }
    }
}
