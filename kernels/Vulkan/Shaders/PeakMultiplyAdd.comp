#version 450
#extension GL_EXT_control_flow_attributes : require

// Sixteen independent chains of multiply-adds in every thread, in registers: as many as hide the latency of one, and few enough for
// any GPU's registers. The sum of all is stored so that none can be left out; the factor is known only at the launch, so that no
// compiler works the chains out.

layout(local_size_x_id = 0) in;
layout(push_constant) uniform Piece { int firstGroup; };
layout(set = 0, binding = 0, std430) writeonly buffer Output { float sums[]; };
layout(set = 0, binding = 7, std140) uniform Parameters { float factor; };

const int STEPS = 256;
const int ROUNDS = 4;

void main()
{
    vec4 a = vec4(factor), b = a, c = a, d = a, term = a;
    for (int step = 0; step < STEPS; step++)
    {
        [[unroll]] for (int round = 0; round < ROUNDS; round++)
        {
            a = a * factor + term;
            b = b * factor + term;
            c = c * factor + term;
            d = d * factor + term;
        }
    }

    vec4 all = a + b + c + d;
    sums[gl_GlobalInvocationID.x] = all.x + all.y + all.z + all.w;
}
