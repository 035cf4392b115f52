// Functions of four numbers, from the same elementary operations on every device. NaN stays NaN.

const int LEAKY_RELU = 1;
const int SIGMOID = 2;

// e^x within 2 ULP. x = n ln 2 + r with |r| <= ln 2 / 2, ln 2 in two parts (Cody and Waite); e^r by its Taylor series to the
// seventh power, whose remainder is below 1e-8. The ends are clamped where binary32 would overflow or vanish.
vec4 exponential(vec4 x)
{
    vec4 clamped = mix(mix(x, vec4(-87), lessThan(x, vec4(-87))), vec4(88), greaterThan(x, vec4(88)));
    vec4 n = floor(clamped * 1.44269504 + 0.5);
    vec4 r = clamped - n * 0.693359375 - n * -2.12194440e-4;
    vec4 tail = 1 / 24.0 + r * (1 / 120.0 + r * (1 / 720.0 + r * (1 / 5040.0)));
    vec4 series = 1 + r * (1 + r * (0.5 + r * (1 / 6.0 + r * tail)));
    return series * intBitsToFloat((ivec4(n) + 127) << 23);
}

// An activation by its number.
vec4 activate(int kind, float slope, vec4 x)
{
    if (kind == SIGMOID) return 1 / (1 + exponential(-x));
    if (kind == LEAKY_RELU) return mix(x, slope * x, lessThan(x, vec4(0)));
    return x;
}
