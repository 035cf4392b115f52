// Where the windows of a convolution lie in its input. Include after Epilogue.glsl; specialisation constants 9 to 13.

layout(constant_id = 9) const bool VECTOR_X = true;
layout(constant_id = 10) const int KERNEL_HEIGHT = 3;
layout(constant_id = 11) const int KERNEL_WIDTH = 3;
layout(constant_id = 12) const int STRIDE = 1;
layout(constant_id = 13) const int DILATION = 1;

READABLE(1, X, VECTOR_X)
layout(set = 0, binding = 2, std430) readonly buffer Weights { vec4 weights[]; };
layout(set = 0, binding = 7, std140) uniform Parameters
{
    Epilogue epilogue;
    View x;
    int inputWidth;
    int inputHeight;  // of one image
    int top;          // where the first window begins in the input; negative in the padding
    int left;
    int weightQuads;  // outputs, padded, in quads: from one row of the weights to the next
    int weightInputs; // rows of the weights for each tap: inputs, padded
    int groupColumns; // groups or threads side by side along the outputs
};

struct Origin
{
    int image; // first row of the image, counted through all images
    int row;
    int column;
};

// Where an output pixel's window begins; of the last one where the pixel lies beyond.
Origin originOf(int pixel)
{
    int existing = min(pixel, epilogue.pixels - 1);
    int line = existing / epilogue.width, image = line / epilogue.height;
    return Origin(
        image * inputHeight,
        (line - image * epilogue.height) * STRIDE + top,
        (existing - line * epilogue.width) * STRIDE + left);
}

// The element of the pixel under a tap, or -1 where that is padding.
int elementUnder(Origin origin, int tapRow, int tapColumn)
{
    int row = origin.row + tapRow * DILATION, column = origin.column + tapColumn * DILATION;
    bool inside = row >= 0 && row < inputHeight && column >= 0 && column < inputWidth;
    return inside ? elementOf(x, origin.image + row, column) : -1;
}

// Four channels of a pixel, or zeros for padding and beyond the last channel. Loads without a branch, from the first element
// where there is nothing to load, so that several can be on their way at once.
vec4 loadWindow(int element, int channel)
{
    bool exists = element >= 0 && channel < x.channels;
    vec4 values = loadX(exists ? element + channel : 0, x.channels - channel);
    return mix(vec4(0), values, bvec4(exists));
}
