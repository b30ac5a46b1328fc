// The gradient of the loss of spatial continuity (Kim, Kanezaki, Tanaka, IEEE TIP 2020, equation 3).

// The sign of every lane: 1, 0 or -1.
INLINE ivec NAME(sign)(vec x) { return (x < 0) - (x > 0); }
INLINE vec NAME(magnitude)(vec x) { return NAME(select)(x < 0, -x, x); }

static double NAME(continuity_gradient)(const float *map, int height, int width, int channels, long first, long pixels,
                                        const float *gain, float along, float across, float *g) {
  double loss = 0;
  for (long n = first; n < first + pixels; n++, g += channels) {
    const long x = n % width, y = n / width;
    const float *p = map + n * channels;
    // A pixel on the border is its own neighbor: the difference is 0.
    const float *left = x > 0 ? p - channels : p, *right = x + 1 < width ? p + channels : p;
    const float *above = y > 0 ? p - (long)width * channels : p;
    const float *below = y + 1 < height ? p + (long)width * channels : p;
    vec sum = {0};
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const vec value = NAME(load)(p + c, count), scale = NAME(load)(gain + c, count);
      const vec to_right = NAME(load)(right + c, count) - value, to_below = NAME(load)(below + c, count) - value;
      const ivec row = NAME(sign)(value - NAME(load)(left + c, count)) - NAME(sign)(to_right);
      const ivec column = NAME(sign)(value - NAME(load)(above + c, count)) - NAME(sign)(to_below);
      sum += (NAME(magnitude)(to_right) * along + NAME(magnitude)(to_below) * across) * NAME(magnitude)(scale);
      const vec slope = __builtin_convertvector(row, vec) * along + __builtin_convertvector(column, vec) * across;
      NAME(store)(g + c, NAME(load)(g + c, count) + slope * __builtin_convertvector(NAME(sign)(scale), vec), count);
    }
    loss += NAME(lane_sum)(sum)[0];
  }
  return loss;
}
