// What every kernel shares: how operands lie in memory, how they are read and written, how a launch is cut into pieces.
//
// An operand is a channel slice of a rectangle of an activation, channels last (NHWC). Four channels of a pixel are one 128-bit
// access where its first channel, its channels and its pixel stride are multiples of 4; the host tells by a specialisation
// constant, so that the scalar path vanishes from the compiled kernel. Rows are counted through all images of a batch.
//
// HALF: activations are stored as binary16; all arithmetic is binary32. Weights and biases stay binary32.

#extension GL_EXT_control_flow_attributes : require

#ifdef HALF
#extension GL_EXT_shader_16bit_storage : require
#define STORED float16_t
#define STORED2 f16vec2
#define STORED4 f16vec4
#else
#define STORED float
#define STORED2 vec2
#define STORED4 vec4
#endif

layout(local_size_x_id = 0) in;
layout(constant_id = 0) const int THREADS = 64;

// A launch of many groups is recorded in pieces, so that none of them keeps the device busy for long.
layout(push_constant) uniform Piece { int firstGroup; };

struct View
{
    int first;       // element of channel 0 of the first pixel
    int pixelStride; // elements from pixel to pixel: channels of the whole buffer
    int rowStride;   // elements from row to row
    int channels;
};

int groupIndex() { return firstGroup + int(gl_WorkGroupID.x); }

int threadIndex() { return groupIndex() * THREADS + int(gl_LocalInvocationID.x); }

int elementOf(View view, int row, int column) { return view.first + row * view.rowStride + column * view.pixelStride; }

// Defines loadNAME(index, channels): the four values from an element on; those beyond the given number of channels are zero.
#define READABLE(BINDING, NAME, IS_VECTOR) \
    layout(set = 0, binding = BINDING, std430) readonly buffer NAME##Values { STORED NAME##1[]; }; \
    layout(set = 0, binding = BINDING, std430) readonly buffer NAME##Vectors { STORED4 NAME##4[]; }; \
    vec4 load##NAME(int index, int channels) \
    { \
        if (IS_VECTOR) return vec4(NAME##4[index >> 2]); \
        vec4 values = vec4(float(NAME##1[index]), 0, 0, 0); \
        if (channels > 1) values.y = float(NAME##1[index + 1]); \
        if (channels > 2) values.z = float(NAME##1[index + 2]); \
        if (channels > 3) values.w = float(NAME##1[index + 3]); \
        return values; \
    }

// Defines storeNAME(index, channels, values): writes at most four values from an element on.
#define WRITABLE(BINDING, NAME, IS_VECTOR) \
    layout(set = 0, binding = BINDING, std430) writeonly buffer NAME##Values { STORED NAME##1[]; }; \
    layout(set = 0, binding = BINDING, std430) writeonly buffer NAME##Vectors { STORED4 NAME##4[]; }; \
    void store##NAME(int index, int channels, vec4 values) \
    { \
        if (IS_VECTOR) \
        { \
            NAME##4[index >> 2] = STORED4(values); \
            return; \
        } \
        NAME##1[index] = STORED(values.x); \
        if (channels > 1) NAME##1[index + 1] = STORED(values.y); \
        if (channels > 2) NAME##1[index + 2] = STORED(values.z); \
        if (channels > 3) NAME##1[index + 3] = STORED(values.w); \
    }
