// The one-dimensional transforms of Winograd's minimal filtering F(4x4, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
// Neural Networks", 2016). The interpolation points are 0, +-sqrt(1/2), +-sqrt(2) and infinity: they keep the matrices' entries
// near 1, which halves the rounding error of the usual 0, +-1, +-2.

const int SIDE = 4;          // outputs of a tile along an axis
const int WINDOW = SIDE + 2; // inputs that they depend on
const int POSITIONS = WINDOW * WINDOW;

const float A = 0.70710678118654752;
const float B = 1.41421356237309505;

// Six values, step apart, times B^T, of two channels: the rows of the points +-sqrt(1/2) share their even and odd parts, and so
// do those of +-sqrt(2).
void transformWindow(inout vec2 d[POSITIONS], int first, int step)
{
    vec2 d1 = d[first + step], d2 = d[first + 2 * step], d3 = d[first + 3 * step], d4 = d[first + 4 * step];
    vec2 evenA = d4 - 2 * d2, oddA = A * (d3 - 2 * d1);
    vec2 evenB = d4 - 0.5 * d2, oddB = B * (d3 - 0.5 * d1);
    d[first] += d4 - 2.5 * d2;
    d[first + step] = evenA + oddA;
    d[first + 2 * step] = evenA - oddA;
    d[first + 3 * step] = evenB + oddB;
    d[first + 4 * step] = evenB - oddB;
    d[first + 5 * step] += d1 - 2.5 * d3;
}

// Six values times A^T.
void transformProducts(vec4 m[WINDOW], out vec4 y[SIDE])
{
    vec4 sumA = m[1] + m[2], sumB = m[3] + m[4], oddA = A * (m[1] - m[2]), oddB = B * (m[3] - m[4]);
    y[0] = m[0] + sumA + sumB;
    y[1] = oddA + oddB;
    y[2] = 0.5 * sumA + 2 * sumB;
    y[3] = 0.5 * oddA + 2 * oddB + m[5];
}
