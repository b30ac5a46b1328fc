// sRGB to CIELAB: the steps of CIELAB.swift in the same order, without fused operations, so that every vector width
// gives the same numbers as Swift.

// The cube root of positive numbers; CIELAB.cubeRoot explains the constants.
INLINE vec NAME(cube_root)(vec x) {
#pragma clang fp contract(off)
  const ivec bits = (ivec)x;
  ivec third = (bits >> 2) + (bits >> 4);
  third = third + (third >> 4);
  third = third + (third >> 8);
  vec root = (vec)(third + 0x2a5137a0);
  const vec cube = root * root * root;
  root *= (cube + x + x) / (cube + cube + x);
  root -= (root - x / (root * root)) * (1.0f / 3);
  return root;
}

INLINE vec NAME(compress)(vec t) {
#pragma clang fp contract(off)
  const vec line = t * (841.0f / 108) + 4.0f / 29;
  return NAME(select)(t > 216.0f / 24389, NAME(cube_root)(t), line);
}

static void NAME(convert_to_lab)(const uint8_t *rgb, long pixels, const float *linear, float *lightness, float *a,
                                 float *b) {
#pragma clang fp contract(off)
  for (long n = 0; n < pixels; n += LANES) {
    const int count = pixels - n < LANES ? (int)(pixels - n) : LANES;
    vec red = {0}, green = {0}, blue = {0};
    for (int i = 0; i < LANES; i++) {
      // The last group repeats its last pixel.
      const uint8_t *p = rgb + 3 * (n + (i < count ? i : count - 1));
      red[i] = linear[p[0]];
      green[i] = linear[p[1]];
      blue[i] = linear[p[2]];
    }
    const vec x = (red * 0.4124f + green * 0.3576f + blue * 0.1805f) * (1 / 0.9505f);
    const vec y = red * 0.2126f + green * 0.7152f + blue * 0.0722f;
    const vec z = (red * 0.0193f + green * 0.1192f + blue * 0.9505f) * (1 / 1.0890f);
    const vec fx = NAME(compress)(x), fy = NAME(compress)(y), fz = NAME(compress)(z);
    NAME(store)(lightness + n, fy * 116 - 16, count);
    NAME(store)(a + n, (fx - fy) * 500, count);
    NAME(store)(b + n, (fy - fz) * 200, count);
  }
}
