// Checks of the kernels over feature maps.

static const int channel_counts[] = {1, 3, 4, 5, 7, 8, 9, 16, 17, 33, 100, 256};
#define FOR_CHANNELS(c) for (int i_ = 0, c; i_ < 12 && (c = channel_counts[i_]); i_++)

static void check_multiply(void) {
  if (!kernels->multiply) return (void)puts("multiply                     skipped: a library's product is used");
  for (kind = 0; kind < KINDS; kind++)
    for (int n = 1; n <= 130; n += kind ? 17 : 1)
      for (int m = 1; m <= 13; m++)
        for (int transposed = 0; transposed < 2; transposed++) {
          const int k = 1 + (7 * n + m) % 23;
          float *a = values(m * k), *b = values(k * n), *c = values(m * n), *start = malloc(4 * (size_t)(m * n));
          memcpy(start, c, 4 * (size_t)(m * n));
          kernels->multiply(a, transposed ? 1 : k, transposed ? m : 1, b, c, m, n, k, transposed);
          for (int i = 0; i < m; i++)
            for (int j = 0; j < n; j++) {
              double sum = transposed ? start[i * n + j] : 0, size = fabs(sum);
              for (int l = 0; l < k; l++) {
                const double term = (double)a[transposed ? l * m + i : i * k + l] * b[l * n + j];
                sum += term, size += fabs(term);
              }
              compare(c[i * n + j], sum, size);
            }
          release(a, m * k), release(b, k * n), release(c, m * n), free(start);
        }
  report("multiply, plain, transposed", 2e-6);
}

static const double input_matrix[] = {4, 0, -5, 0, 1, 0, 0, -4, -4, 1, 1, 0,  0, 4, -4, -1, 1, 0,
                                      0, -2, -1, 2, 1, 0, 0, 2, -1, -2, 1, 0, 0, 4, 0, -5, 0, 1};
static const double output_matrix[] = {1, 1, 1, 1, 1, 0, 0, 1, -1, 2, -2, 0, 0, 1, 1, 4, 4, 0, 0, 1, -1, 8, -8, 1};
static const double gradient_matrix[] = {1, 0, 0, 0, 1, 1,  1, 1,  1, -1, 1, -1,
                                         1, 2, 4, 8, 1, -2, 4, -8, 0, 0,  0, 1};

// T d Tt at (i, j), and the size of its terms.
static double transformed(const double *matrix, int side, const double *d, int i, int j, double *size) {
  double sum = *size = 0;
  for (int k = 0; k < side; k++)
    for (int l = 0; l < side; l++) {
      const double term = matrix[i * side + k] * d[k * side + l] * matrix[j * side + l];
      sum += term, *size += fabs(term);
    }
  return sum;
}

static void check_winograd(int which) {
  static const int sizes[][2] = {{1, 1}, {1, 9}, {9, 1}, {2, 3}, {4, 4}, {5, 8}, {7, 13}, {13, 18}};
  const double *matrix = which == 0 ? input_matrix : which == 1 ? output_matrix : gradient_matrix;
  const int side = which == 2 ? 4 : 6, outputs = which == 1 ? 4 : 6;
  for (kind = 0; kind < KINDS; kind++)
    for (int s = 0; s < 8; s++)
      FOR_CHANNELS(channels) {
        const int height = sizes[s][0], width = sizes[s][1], tiles = (width + 3) / 4;
        const long stride = (long)tiles * channels, map_count = (long)height * width * channels;
        float *gain = values(channels), *offset = values(channels);
        for (int top = which ? 0 : -1; top < height; top += 4) {
          float *map = which == 1 ? guarded(map_count) : values(map_count);
          float *domain = which == 1 ? values(36 * stride) : guarded(36 * stride);
          if (which == 0) kernels->winograd_input(map, height, width, channels, top, gain, offset, domain, stride);
          if (which == 1) kernels->winograd_output(domain, stride, map, height, width, channels, top);
          if (which == 2) kernels->winograd_gradient(map, height, width, channels, top, domain, stride);
          for (int tile = 0; tile < tiles; tile++)
            for (int c = 0; c < channels; c++) {
              double d[36] = {0};
              for (int i = 0; i < side; i++)
                for (int j = 0; j < side; j++) {
                  const int y = top + i, x = 4 * tile - (which == 0) + j;
                  if (which == 1)
                    d[6 * i + j] = domain[(6 * i + j) * stride + tile * channels + c];
                  else if (y >= 0 && y < height && x >= 0 && x < width)
                    d[side * i + j] = which ? map[(y * width + x) * channels + c]
                                            : (double)map[(y * width + x) * channels + c] * gain[c] + offset[c];
                }
              for (int i = 0; i < outputs; i++)
                for (int j = 0; j < outputs; j++) {
                  double size;
                  const double expected = transformed(matrix, side, d, i, j, &size);
                  const int y = top + i, x = 4 * tile + j;
                  if (which != 1)
                    compare(domain[(6 * i + j) * stride + tile * channels + c], expected, size + fabs(offset[c]) * 100);
                  else if (y < height && x < width)
                    compare(map[(y * width + x) * channels + c], expected, size);
                }
            }
          if (which == 1)
            for (long n = 0; n < map_count; n++) {
              const int y = (int)(n / channels / width);
              if ((y < top || y >= top + 4) && !is_guard(map + n)) overruns++;
            }
          release(map, map_count), release(domain, 36 * stride);
        }
        release(gain, channels), release(offset, channels);
      }
  report(which == 0 ? "winograd_input" : which == 1 ? "winograd_output" : "winograd_gradient", 1e-6);
}

// rectify (0), add_bias (1), sum_gradient (2), backpropagate_normalization (3, and rectified 4)
static void check_normalization(int which) {
  static const char *names[] = {"rectify", "add_bias", "sum_gradient", "backpropagate_normalization",
                                "  where rectified"};
  enum { PIXELS = 13 };
  for (kind = 0; kind < KINDS; kind++)
    FOR_CHANNELS(channels) {
      const long count = (long)PIXELS * channels;
      float *z = values(count), *r = values(count), *start = malloc(4 * (size_t)count);
      float *a = values(channels), *b = values(channels), *o = values(channels), *sums = values(2 * channels);
      memcpy(start, z, 4 * (size_t)count);
      for (long n = 0; n < count; n++) r[n] = r[n] > 0 ? r[n] : 0;
      double *sum = calloc((size_t)(4 * channels), 8);
      for (int c = 0; c < 2 * channels; c++) sum[c] = sums[c], sum[2 * channels + c] = fabs(sums[c]);
      if (which == 0) kernels->rectify(z, PIXELS, channels, a, sums);
      if (which == 1) kernels->add_bias(z, PIXELS, channels, a, sums);
      if (which == 2) kernels->sum_gradient(z, r, PIXELS, channels, a, b, sums);
      if (which >= 3) kernels->backpropagate_normalization(z, r, which == 4, PIXELS, channels, a, b, o, sums);
      for (long n = 0; n < count; n++) {
        const int c = (int)(n % channels);
        const double x = start[n], y = r[n];
        double result = x, size = fabs(x), second = 0, second_size = 0;
        if (which <= 1) {
          result = which == 0 && x + a[c] < 0 ? 0 : x + a[c], size += fabs(a[c]);
          second = result * result, second_size = size * size;
        } else if (which == 2) {
          second = x * (y * a[c] + b[c]), second_size = fabs(x) * (fabs(y * a[c]) + fabs(b[c]));
        } else {
          result = which == 4 && y <= 0 ? 0 : x * a[c] + y * b[c] + o[c];
          size = fabs(x * a[c]) + fabs(y * b[c]) + fabs(o[c]);
        }
        compare(z[n], result, size);
        sum[c] += result, sum[2 * channels + c] += size;
        sum[channels + c] += second, sum[3 * channels + c] += second_size;
      }
      for (int c = 0; c < (which >= 3 ? channels : 2 * channels); c++) compare(sums[c], sum[c], sum[2 * channels + c]);
      release(z, count), release(r, count), release(a, channels), release(b, channels), release(o, channels);
      release(sums, 2 * channels), free(start), free(sum);
    }
  report(names[which], 1e-6);
}

static void check_softmax(void) {
  enum { PIXELS = 11 };
  for (kind = 0; kind < KINDS; kind++)
    FOR_CHANNELS(channels) {
      const long count = (long)PIXELS * channels;
      float *y = values(count), *gain = values(channels), *offset = values(channels), *g = guarded(count);
      uint16_t clusters[PIXELS], targets[PIXELS];
      for (int n = 0; n < PIXELS; n++) targets[n] = (uint16_t)(7 * n % channels);
      kernels->arg_max(y, PIXELS, channels, gain, offset, clusters);
      double loss = kernels->softmax_gradient(y, targets, PIXELS, channels, 0.125f, gain, offset, g);
      double expected_loss = 0, loss_size = 1;
      for (int n = 0; n < PIXELS; n++) {
        double x[256], size[256], sum = 0;
        int first = 0;
        for (int c = 0; c < channels; c++) {
          x[c] = (double)y[n * channels + c] * gain[c] + offset[c];
          size[c] = fabs((double)y[n * channels + c] * gain[c]) + fabs(offset[c]);
          if (x[c] > x[first]) first = c;
        }
        if (clusters[n] != first) note((x[first] - x[clusters[n]]) / fmax(size[first], 32 * (double)FLT_MIN) + 1e-12);
        for (int c = 0; c < channels; c++) sum += exp(x[c] - x[first]);
        expected_loss += log(sum) + x[first] - x[targets[n]], loss_size += size[first] + size[targets[n]] + log(sum);
        for (int c = 0; c < channels; c++)
          compare(g[n * channels + c], 0.125 * (exp(x[c] - x[first]) / sum - (c == targets[n])),
                  0.125 * (1 + size[c] + size[first]));
      }
      compare((float)loss, expected_loss, loss_size);
      release(y, count), release(gain, channels), release(offset, channels), release(g, count);
    }
  report("arg_max, softmax_gradient", 2e-6);
}
