#version 450

// Copies a block in order, one 128-bit load and store a thread: what memory gives at most.

layout(local_size_x_id = 0) in;
layout(push_constant) uniform Piece { int firstGroup; };
layout(set = 0, binding = 0, std430) writeonly buffer Target { vec4 target[]; };
layout(set = 0, binding = 1, std430) readonly buffer Source { vec4 source[]; };
layout(constant_id = 0) const int THREADS = 64;

void main()
{
    uint thread = (firstGroup + gl_WorkGroupID.x) * THREADS + gl_LocalInvocationID.x;
    target[thread] = source[thread];
}
