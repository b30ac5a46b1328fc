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

static void NAME(winograd_input)(const float *map, int height, int width, int channels, int top, const float *gain,
                                 const float *offset, float *v, long xi_stride) {
  const int tiles = (width + 3) / 4;
  for (int tile = 0; tile < tiles; tile++) {
    const int left = 4 * tile - 1;
    const float *pixel[6][6];
    for (int i = 0; i < 6; i++)
      for (int j = 0; j < 6; j++) {
        const int y = top + i, x = left + j;
        const int inside = y >= 0 && y < height && x >= 0 && x < width;
        pixel[i][j] = inside ? map + ((long)y * width + x) * channels : NULL;
      }
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const vec g = gain ? NAME(load)(gain + c, count) : NAME(splat)(1);
      const vec o = gain ? NAME(load)(offset + c, count) : NAME(splat)(0);
      vec half[6][6];
      for (int j = 0; j < 6; j++) {
        vec column[6], t[6];
        for (int i = 0; i < 6; i++)
          column[i] = pixel[i][j] ? NAME(load)(pixel[i][j] + c, count) * g + o : NAME(splat)(0);
        NAME(input_column)(column, t);
        for (int i = 0; i < 6; i++) half[i][j] = t[i];
      }
      float *out = v + (long)tile * channels + c;
      for (int i = 0; i < 6; i++) {
        vec t[6];
        NAME(input_column)(half[i], t);
        for (int j = 0; j < 6; j++) NAME(store)(out + (6 * i + j) * xi_stride, t[j], count);
      }
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

static void NAME(winograd_output)(const float *m, long xi_stride, float *map, int height, int width, int channels,
                                  int top) {
  const int tiles = (width + 3) / 4;
  const int rows = height - top < 4 ? height - top : 4;
  for (int tile = 0; tile < tiles; tile++) {
    const int left = 4 * tile;
    const int columns = width - left < 4 ? width - left : 4;
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const float *in = m + (long)tile * channels + c;
      vec half[6][4];
      for (int i = 0; i < 6; i++) {
        vec row[6];
        for (int j = 0; j < 6; j++) row[j] = NAME(load)(in + (6 * i + j) * xi_stride, count);
        NAME(output_column)(row, half[i]);
      }
      for (int j = 0; j < columns; j++) {
        vec column[6], y[4];
        for (int i = 0; i < 6; i++) column[i] = half[i][j];
        NAME(output_column)(column, y);
        for (int i = 0; i < rows; i++)
          NAME(store)(map + ((long)(top + i) * width + left + j) * channels + c, y[i], count);
      }
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

static void NAME(winograd_gradient)(const float *map, int height, int width, int channels, int top, float *dm,
                                    long xi_stride) {
  const int tiles = (width + 3) / 4;
  for (int tile = 0; tile < tiles; tile++) {
    const int left = 4 * tile;
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      vec half[6][4];
      for (int j = 0; j < 4; j++) {
        vec column[4], g[6];
        for (int i = 0; i < 4; i++) {
          const int inside = top + i < height && left + j < width;
          column[i] = inside ? NAME(load)(map + ((long)(top + i) * width + left + j) * channels + c, count)
                             : NAME(splat)(0);
        }
        NAME(gradient_column)(column, g);
        for (int i = 0; i < 6; i++) half[i][j] = g[i];
      }
      float *out = dm + (long)tile * channels + c;
      for (int i = 0; i < 6; i++) {
        vec g[6];
        NAME(gradient_column)(half[i], g);
        for (int j = 0; j < 6; j++) NAME(store)(out + (6 * i + j) * xi_stride, g[j], count);
      }
    }
  }
}
