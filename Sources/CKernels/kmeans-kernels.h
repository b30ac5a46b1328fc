// k-means: assigns whole windows of pixels to the nearest center. A lane is a pixel, so one load gets the same window
// value of all lanes, and windows need not be copied. Four centers share every load, and two vectors every weight;
// more do not fit the sixteen registers of narrow vectors.

INLINE void NAME(nearest_of_vectors)(const int vectors, const struct tessera_windows *windows, long first,
                                     const float *weights, const float *constants, int count, float margin, long pixels,
                                     uint16_t *nearest) {
  const int side = windows->side;
  vec best[2], second[2];
  ivec index[2];
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    best[v] = second[v] = NAME(splat)(INFINITY);
    index[v] = (ivec){0};
  }
  const float *weight = weights;
  for (int k = 0; k < count; k += 4) {
    vec distance[4][2];
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) distance[i][v] = NAME(splat)(constants[k + i]);
    for (int plane = 0; plane < 3; plane++)
      for (int row = 0; row < side; row++) {
        const float *place = windows->values + first + plane * windows->plane + row * windows->stride;
        for (int column = 0; column < side; column++, weight += 4) {
          vec x[2];
#pragma clang loop unroll(full)
          for (int v = 0; v < vectors; v++) x[v] = *(const vec *)(place + column + v * LANES);
#pragma clang loop unroll(full)
          for (int i = 0; i < 4; i++) {
            const vec w = NAME(splat)(weight[i]);
#pragma clang loop unroll(full)
            for (int v = 0; v < vectors; v++) distance[i][v] += x[v] * w;
          }
        }
      }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++)
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) {
        const vec d = distance[i][v];
        const ivec closer = d < best[v];
        const vec loser = NAME(select)(closer, best[v], d);
        second[v] = NAME(select)(loser < second[v], loser, second[v]);
        best[v] = NAME(select)(closer, d, best[v]);
        index[v] = (closer & (k + i)) | (~closer & index[v]);
      }
  }
#pragma clang loop unroll(full)
  for (int v = 0; v < vectors; v++) {
    // An infinite second distance counts as clear; best and second are never both infinite.
    const ivec result = index[v] | (second[v] <= best[v] + margin);
    const long left = pixels - v * LANES;
    for (int i = 0; i < LANES && i < left; i++) nearest[v * LANES + i] = (uint16_t)result[i];
  }
}

static void NAME(nearest_centers)(const struct tessera_windows *pointer, long first, long pixels, const float *weights,
                                  const float *constants, int count, float margin, uint16_t *nearest) {
  const struct tessera_windows windows = *pointer;
  long n = 0;
  for (; n + 2 * LANES <= pixels; n += 2 * LANES)
    NAME(nearest_of_vectors)(2, &windows, first + n, weights, constants, count, margin, 2 * LANES, nearest + n);
  for (; n < pixels; n += LANES)
    NAME(nearest_of_vectors)(1, &windows, first + n, weights, constants, count, margin, pixels - n, nearest + n);
}
