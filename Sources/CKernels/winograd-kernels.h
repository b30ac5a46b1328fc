// Winograd F(4x4, 3x3), points 0, +-1, +-2, infinity: Lavin and Gray 2016, section 4.2.

// Bt d for a column of six.
INLINE void NAME(input_column)(const vec d[6], vec t[6]) {
  const vec even = d[4] - 4 * d[2], odd = d[3] - 4 * d[1];
  const vec even2 = d[4] - d[2], odd2 = 2 * (d[3] - d[1]);
  t[0] = 4 * d[0] - 5 * d[2] + d[4];
  t[1] = even + odd;
  t[2] = even - odd;
  t[3] = even2 + odd2;
  t[4] = even2 - odd2;
  t[5] = 4 * d[1] - 5 * d[3] + d[5];
}

// LANES channels, or the last `count`, of the tile whose first pixel is (left, top). If `interior`, all its pixels are in
// the picture. The calls have constants for all but the last channels, so that most tiles are read without a test.
INLINE void NAME(input_tile)(const int interior, const int count, const float *map, int height, int width, int channels,
                             int top, int left, vec gain, vec offset, float *out, long xi_stride) {
  vec half[6][6];
#pragma clang loop unroll(full)
  for (int j = 0; j < 6; j++) {
    vec column[6], t[6];
#pragma clang loop unroll(full)
    for (int i = 0; i < 6; i++) {
      const int y = top + i, x = left + j;
      const int inside = interior || (y >= 0 && y < height && x >= 0 && x < width);
      column[i] =
          inside ? NAME(load)(map + ((long)y * width + x) * channels, count) * gain + offset : NAME(splat)(0);
    }
    NAME(input_column)(column, t);
    for (int i = 0; i < 6; i++) half[i][j] = t[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 6; i++) {
    vec t[6];
    NAME(input_column)(half[i], t);
    for (int j = 0; j < 6; j++) NAME(store)(out + (6 * i + j) * xi_stride, t[j], count);
  }
}

static void NAME(winograd_input)(const float *map, int height, int width, int channels, int top, const float *gain,
                                 const float *offset, float *v, long xi_stride) {
  const int tiles = (width + 3) / 4;
  for (int tile = 0; tile < tiles; tile++) {
    const int left = 4 * tile - 1;
    const int interior = top >= 0 && top + 6 <= height && left >= 0 && left + 6 <= width;
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const vec g = gain ? NAME(load)(gain + c, count) : NAME(splat)(1);
      const vec o = gain ? NAME(load)(offset + c, count) : NAME(splat)(0);
      float *out = v + (long)tile * channels + c;
      if (count < LANES)
        NAME(input_tile)(0, count, map + c, height, width, channels, top, left, g, o, out, xi_stride);
      else if (interior)
        NAME(input_tile)(1, LANES, map + c, height, width, channels, top, left, g, o, out, xi_stride);
      else
        NAME(input_tile)(0, LANES, map + c, height, width, channels, top, left, g, o, out, xi_stride);
    }
  }
}

// At m for a column of six.
INLINE void NAME(output_column)(const vec m[6], vec y[4]) {
  const vec a = m[1] + m[2], b = m[1] - m[2], c = m[3] + m[4], d = m[3] - m[4];
  y[0] = m[0] + a + c;
  y[1] = b + 2 * d;
  y[2] = a + 4 * c;
  y[3] = b + 8 * d + m[5];
}

// LANES channels, or the last `count`, of an output tile, of which so many rows and columns are in the picture.
INLINE void NAME(output_tile)(const int rows, const int columns, const int count, const float *in, long xi_stride,
                              float *out, long row_stride, int channels) {
  vec half[6][4];
#pragma clang loop unroll(full)
  for (int i = 0; i < 6; i++) {
    vec row[6];
    for (int j = 0; j < 6; j++) row[j] = NAME(load)(in + (6 * i + j) * xi_stride, count);
    NAME(output_column)(row, half[i]);
  }
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    vec column[6], y[4];
    for (int i = 0; i < 6; i++) column[i] = half[i][j];
    NAME(output_column)(column, y);
    for (int i = 0; i < 4; i++)
      if (i < rows && j < columns) NAME(store)(out + i * row_stride + (long)j * channels, y[i], count);
  }
}

static void NAME(winograd_output)(const float *m, long xi_stride, float *map, int height, int width, int channels,
                                  int top) {
  const int tiles = (width + 3) / 4;
  const int rows = height - top < 4 ? height - top : 4;
  const long row_stride = (long)width * channels;
  for (int tile = 0; tile < tiles; tile++) {
    const int left = 4 * tile;
    const int columns = width - left < 4 ? width - left : 4;
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const float *in = m + (long)tile * channels + c;
      float *out = map + top * row_stride + (long)left * channels + c;
      if (count < LANES || rows < 4 || columns < 4)
        NAME(output_tile)(rows, columns, count, in, xi_stride, out, row_stride, channels);
      else
        NAME(output_tile)(4, 4, LANES, in, xi_stride, out, row_stride, channels);
    }
  }
}

// A y for a column of four.
INLINE void NAME(gradient_column)(const vec y[4], vec g[6]) {
  const vec even = y[0] + y[2], odd = y[1] + y[3];
  const vec even2 = y[0] + 4 * y[2], odd2 = 2 * y[1] + 8 * y[3];
  g[0] = y[0];
  g[1] = even + odd;
  g[2] = even - odd;
  g[3] = even2 + odd2;
  g[4] = even2 - odd2;
  g[5] = y[3];
}

// LANES channels, or the last `count`, of the tile of an output gradient, of which so many rows and columns are in the
// picture.
INLINE void NAME(gradient_tile)(const int rows, const int columns, const int count, const float *in, long row_stride,
                                int channels, float *out, long xi_stride) {
  vec half[6][4];
#pragma clang loop unroll(full)
  for (int j = 0; j < 4; j++) {
    vec column[4], g[6];
    for (int i = 0; i < 4; i++)
      column[i] = i < rows && j < columns ? NAME(load)(in + i * row_stride + (long)j * channels, count)
                                          : NAME(splat)(0);
    NAME(gradient_column)(column, g);
    for (int i = 0; i < 6; i++) half[i][j] = g[i];
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < 6; i++) {
    vec g[6];
    NAME(gradient_column)(half[i], g);
    for (int j = 0; j < 6; j++) NAME(store)(out + (6 * i + j) * xi_stride, g[j], count);
  }
}

static void NAME(winograd_gradient)(const float *map, int height, int width, int channels, int top, float *dm,
                                    long xi_stride) {
  const int tiles = (width + 3) / 4;
  const int rows = height - top < 4 ? height - top : 4;
  const long row_stride = (long)width * channels;
  for (int tile = 0; tile < tiles; tile++) {
    const int left = 4 * tile;
    const int columns = width - left < 4 ? width - left : 4;
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const float *in = map + top * row_stride + (long)left * channels + c;
      float *out = dm + (long)tile * channels + c;
      if (count < LANES || rows < 4 || columns < 4)
        NAME(gradient_tile)(rows, columns, count, in, row_stride, channels, out, xi_stride);
      else
        NAME(gradient_tile)(4, 4, LANES, in, row_stride, channels, out, xi_stride);
    }
  }
}
