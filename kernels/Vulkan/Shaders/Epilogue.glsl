// What a convolution does with a finished sum: y = activation(sum + bias); y = y * (scale + offset) + shift; y = y + residual;
// a final leaky ReLU; then the store. Include after Common.glsl and Functions.glsl; specialisation constants 1 to 8, bindings 0
// and 3 to 6 are taken. Operands that are switched off have any buffer bound and are not read.

layout(constant_id = 1) const bool VECTOR_OUTPUT = true;
layout(constant_id = 2) const bool VECTOR_SCALE = true;
layout(constant_id = 3) const bool VECTOR_SHIFT = true;
layout(constant_id = 4) const bool VECTOR_RESIDUAL = true;
layout(constant_id = 5) const int KIND = 0;
layout(constant_id = 6) const bool HAS_BIAS = true;
layout(constant_id = 7) const bool HAS_MODULATION = false;
layout(constant_id = 8) const bool HAS_RESIDUAL = false;

struct Epilogue
{
    View outputs;
    View scale;
    View shift;
    View residual;
    int width;  // of the output
    int height; // of one image
    int pixels; // of all images
    float slope;
    float offset;
    float finalSlope; // 1 where there is no final activation
    int unused0;      // structures take multiples of 16 bytes
    int unused1;
};

WRITABLE(0, Output, VECTOR_OUTPUT)
layout(set = 0, binding = 3, std430) readonly buffer Biases { vec4 bias[]; };
READABLE(4, Scale, VECTOR_SCALE)
READABLE(5, Shift, VECTOR_SHIFT)
READABLE(6, Residual, VECTOR_RESIDUAL)

// The bias of four channels, read once for all pixels of a thread: for all that a compiler knows, a store in between changes it.
vec4 biasOf(Epilogue epilogue, int channel)
{
    return HAS_BIAS && channel < epilogue.outputs.channels ? bias[channel >> 2] : vec4(0);
}

// Finishes four channels of the pixel at a row (counted through all images) and a column; y holds the bias.
void finish(Epilogue epilogue, int row, int column, int channel, vec4 y)
{
    int channels = epilogue.outputs.channels - channel;
    if (channels <= 0) return;
    y = activate(KIND, epilogue.slope, y);
    if (HAS_MODULATION)
    {
        vec4 scale = loadScale(elementOf(epilogue.scale, row, column) + channel, channels);
        vec4 shift = loadShift(elementOf(epilogue.shift, row, column) + channel, channels);
        y = y * (scale + epilogue.offset) + shift;
    }

    if (HAS_RESIDUAL) y += loadResidual(elementOf(epilogue.residual, row, column) + channel, channels);
    if (HAS_MODULATION || HAS_RESIDUAL) y = activate(LEAKY_RELU, epilogue.finalSlope, y);
    storeOutput(elementOf(epilogue.outputs, row, column) + channel, channels, y);
}

// The same for a pixel by its number; nothing happens beyond the last.
void finishPixel(Epilogue epilogue, int pixel, int channel, vec4 y)
{
    if (pixel >= epilogue.pixels) return;
    int row = pixel / epilogue.width;
    finish(epilogue, row, pixel - row * epilogue.width, channel, y);
}
