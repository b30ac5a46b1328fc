// SLIC: assignment of pixels to the nearest center, and the sums that move the centers, for windows that overlap a
// band of rows.
//
// The outer loops are over the columns of a window: at the usual sizes a window is one vector wide, and values that
// depend on the column only stay in registers. No fused operations, and sums by sixteens: bit-identical at every
// width.

// The part of a center's window inside the band; it may be empty.
struct NAME(window) {
  int left, right, top, bottom;
};

INLINE struct NAME(window) NAME(window_of)(const float *center, const struct tessera_slic_band *band) {
  const int x = (int)center[3], y = (int)center[4], reach = band->reach;
  return (struct NAME(window)){
      .left = x - reach > 0 ? x - reach : 0,
      .right = x + reach + 1 < band->width ? x + reach + 1 : band->width,
      .top = y - reach > band->top ? y - reach : band->top,
      .bottom = y + reach + 1 < band->bottom ? y + reach + 1 : band->bottom,
  };
}

INLINE ivec NAME(lane_numbers)(void) {
  ivec lane = {0};
  for (int i = 0; i < LANES; i++) lane[i] = i;
  return lane;
}

static void NAME(assign_pixels)(const struct tessera_slic_band *pointer, const float *centers, const int32_t *members,
                                long count) {
#pragma clang fp contract(off)
  // A local copy, so that stores can not alias it.
  const struct tessera_slic_band band = *pointer;
  const long area = (band.bottom - band.top) * band.stride;
  for (long n = 0; n < area; n++) band.distance[n] = INFINITY;
  memset(band.nearest, -1, 4 * (size_t)area);
  const ivec lane = NAME(lane_numbers)();
  for (long m = 0; m < count; m++) {
    const int32_t k = members[m];
    const float *center = centers + 5 * (long)k;
    const float l = center[0], a = center[1], b = center[2], x = center[3], y = center[4];
    const struct NAME(window) window = NAME(window_of)(center, &band);
    for (int column = window.left; column < window.right; column += LANES) {
      const ivec columns = lane + column;
      const vec dx = __builtin_convertvector(columns, vec) - x;
      // Nothing is closer than infinity: lanes outside the window keep their values.
      const vec horizontal = NAME(select)(columns < window.right, dx * dx * band.weight, NAME(splat)(INFINITY));
      for (int row = window.top; row < window.bottom; row++) {
        const long n = (long)row * band.width + column, place = (row - band.top) * band.stride + column;
        const float dy = (float)row - y;
        const vec dl = *(const vec *)(band.lightness + n) - l;
        const vec da = *(const vec *)(band.a + n) - a;
        const vec db = *(const vec *)(band.b + n) - b;
        const vec d = dl * dl + da * da + db * db + (horizontal + dy * dy * band.weight);
        vec *distance = (vec *)(band.distance + place);
        ivec *nearest = (ivec *)(band.nearest + place);
        const ivec closer = d < *distance;
        *distance = NAME(select)(closer, d, *distance);
        *nearest = (closer & k) | (~closer & *nearest);
      }
    }
  }
}

// The sum of sixteen numbers by pairwise halving.
INLINE float NAME(total)(const vec v[16 / LANES]) {
  typedef float quarter __attribute__((vector_size(16)));
#if LANES == 4
  const quarter sum = (v[0] + v[2]) + (v[1] + v[3]);
#else
#if LANES == 8
  const vec half = v[0] + v[1];
#else
  typedef float eight __attribute__((vector_size(32)));
  const eight half = __builtin_shufflevector(v[0], v[0], 0, 1, 2, 3, 4, 5, 6, 7) +
                     __builtin_shufflevector(v[0], v[0], 8, 9, 10, 11, 12, 13, 14, 15);
#endif
  const quarter sum =
      __builtin_shufflevector(half, half, 0, 1, 2, 3) + __builtin_shufflevector(half, half, 4, 5, 6, 7);
#endif
  return (sum[0] + sum[2]) + (sum[1] + sum[3]);
}

static void NAME(sum_pixels)(const struct tessera_slic_band *pointer, const float *centers, const int32_t *members,
                             long count, struct tessera_slic_sums *sums) {
  const struct tessera_slic_band band = *pointer;
  const ivec lane = NAME(lane_numbers)();
  for (long m = 0; m < count; m++) {
    const int32_t k = members[m];
    const struct NAME(window) window = NAME(window_of)(centers + 5 * (long)k, &band);
    vec lightness[16 / LANES] = {0}, a[16 / LANES] = {0}, b[16 / LANES] = {0};
    int64_t pixels = 0, x = 0, y = 0;
    for (int column = window.left; column < window.right; column += LANES) {
      vec lightness_here = {0}, a_here = {0}, b_here = {0};
      ivec pixels_here = {0}, y_here = {0};
      for (int row = window.top; row < window.bottom; row++) {
        const long n = (long)row * band.width + column, place = (row - band.top) * band.stride + column;
        // Lanes after the window can not belong to this center: the assignment did not reach them.
        const ivec mine = *(const ivec *)(band.nearest + place) == k;
        lightness_here += (vec)((ivec)*(const vec *)(band.lightness + n) & mine);
        a_here += (vec)((ivec)*(const vec *)(band.a + n) & mine);
        b_here += (vec)((ivec)*(const vec *)(band.b + n) & mine);
        pixels_here -= mine;
        y_here += mine & (row - band.top);
      }
      const int part = (column - window.left) / LANES % (16 / LANES);
      lightness[part] += lightness_here;
      a[part] += a_here;
      b[part] += b_here;
      const int64_t found = __builtin_reduce_add(pixels_here);
      pixels += found;
      x += column * found + __builtin_reduce_add(pixels_here * lane);
      y += band.top * found + __builtin_reduce_add(y_here);
    }
    sums[m] = (struct tessera_slic_sums){
        .lightness = NAME(total)(lightness), .a = NAME(total)(a), .b = NAME(total)(b), .pixels = pixels, .x = x, .y = y};
  }
}
