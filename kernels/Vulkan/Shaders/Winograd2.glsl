// The one-dimensional transforms of Winograd's minimal filtering F(2x2, 3x3) (Lavin and Gray, "Fast Algorithms for Convolutional
// Neural Networks", 2016). The interpolation points are 0, +-1 and infinity.

const int SIDE = 2;          // outputs of a tile along an axis
const int WINDOW = SIDE + 2; // inputs that they depend on
const int POSITIONS = WINDOW * WINDOW;

// Four values, step apart, times B^T, of two channels.
void transformWindow(inout vec2 d[POSITIONS], int first, int step)
{
    vec2 d1 = d[first + step], d2 = d[first + 2 * step];
    d[first] -= d2;
    d[first + step] = d1 + d2;
    d[first + 2 * step] = d2 - d1;
    d[first + 3 * step] -= d1;
}

// Four values times A^T.
void transformProducts(vec4 m[WINDOW], out vec4 y[SIDE])
{
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] + m[3];
}
