// Checks of the kernels over pictures. CIELAB and SLIC are the same on every machine, so there is a digest of them.
#pragma STDC FP_CONTRACT OFF

static uint64_t digest;

// The same random numbers on every machine, whatever checks ran before.
static void begin_digest(void) { state = 1, digest = 0; }

static void digest_values(const void *memory, long bytes) {
  for (long i = 0; i < bytes; i++) digest = (digest ^ ((const uint8_t *)memory)[i]) * 0x100000001b3u;
}

static void report_digest(const char *name) {
  printf("digest of %-18s %016llx\n", name, (unsigned long long)digest);
}

static double compressed(double t) { return t > 216.0 / 24389 ? cbrt(t) : t * 841 / 108 + 4.0 / 29; }

static void check_lab(void) {
  enum { COUNT = 4113 };
  static uint8_t rgb[3 * COUNT];
  float linear[256];
  begin_digest();
  // Any rising function does, and a square is the same on every machine.
  for (int i = 0; i < 256; i++) linear[i] = (float)(i * i) / 65025;
  for (int i = 0; i < 3 * COUNT; i++) rgb[i] = (uint8_t)(256 * uniform());
  for (int count = 1; count <= COUNT; count = count < 20 ? count + 1 : count + 4093) {
    float *l = guarded(count), *a = guarded(count), *b = guarded(count);
    kernels->convert_to_lab(rgb, count, linear, l, a, b);
    for (int n = 0; n < count; n++) {
      const double red = linear[rgb[3 * n]], green = linear[rgb[3 * n + 1]], blue = linear[rgb[3 * n + 2]];
      const double x = compressed((0.4124 * red + 0.3576 * green + 0.1805 * blue) / 0.9505);
      const double y = compressed(0.2126 * red + 0.7152 * green + 0.0722 * blue);
      const double z = compressed((0.0193 * red + 0.1192 * green + 0.9505 * blue) / 1.0890);
      compare(l[n], 116 * y - 16, 116), compare(a[n], 500 * (x - y), 500), compare(b[n], 200 * (y - z), 200);
    }
    digest_values(l, 4 * count), digest_values(a, 4 * count), digest_values(b, 4 * count);
    release(l, count), release(a, count), release(b, count);
  }
  report("convert_to_lab", 1e-6);
  report_digest("convert_to_lab");
}

static void check_superpixels(void) {
  static const int scenes[][6] = {{1, 1, 0, 1, 0, 1},    {1, 9, 2, 7, 2, 3},     {9, 1, 0, 1, 1, 2},
                                  {37, 20, 0, 20, 4, 30}, {53, 40, 8, 31, 7, 45}, {30, 25, 3, 22, 40, 5}};
  begin_digest();
  for (kind = 0; kind < KINDS; kind++)
    for (int s = 0; s < 6; s++) {
      const int width = scenes[s][0], height = scenes[s][1], top = scenes[s][2], bottom = scenes[s][3];
      const int reach = scenes[s][4], count = scenes[s][5];
      const long pixels = (long)width * height, stride = width + 16, area = (bottom - top) * stride;
      float *planes[3], *centers = guarded(5 * count), *distance = guarded(area), *nearest = guarded(area);
      for (int p = 0; p < 3; p++) planes[p] = values(pixels);
      int32_t members[64];
      struct tessera_slic_sums sums[64];
      for (int k = 0; k < count; k++) {
        members[k] = k;
        for (int i = 0; i < 3; i++) centers[5 * k + i] = value();
        centers[5 * k + 3] = (float)(uniform() * width), centers[5 * k + 4] = (float)(uniform() * height);
      }
      const struct tessera_slic_band band = {planes[0], planes[1],        planes[2], width, top, bottom, reach, 2.5f,
                                             distance,  (int32_t *)nearest, stride};
      kernels->assign_pixels(&band, centers, members, count);
      kernels->sum_pixels(&band, centers, members, count, sums);
      int64_t counts[64] = {0}, xs[64] = {0}, ys[64] = {0};
      double lightness[64] = {0}, size[64] = {0};
      for (int y = top; y < bottom; y++)
        for (int x = 0; x < width; x++) {
          float best = INFINITY;
          int32_t index = -1;
          for (int k = 0; k < count; k++) {
            const float *c = centers + 5 * k, dx = (float)x - c[3], dy = (float)y - c[4];
            if (abs(x - (int)c[3]) > reach || abs(y - (int)c[4]) > reach) continue;
            const float dl = planes[0][y * width + x] - c[0], da = planes[1][y * width + x] - c[1];
            const float db = planes[2][y * width + x] - c[2];
            const float d = dl * dl + da * da + db * db + (dx * dx * 2.5f + dy * dy * 2.5f);
            if (d < best) best = d, index = k;
          }
          const long place = (y - top) * stride + x;
          if (distance[place] != best || band.nearest[place] != index) note(1);
          digest_values(distance + place, 4), digest_values(nearest + place, 4);
          if (index < 0) continue;
          counts[index]++, xs[index] += x, ys[index] += y;
          lightness[index] += planes[0][y * width + x], size[index] += fabs(planes[0][y * width + x]);
        }
      for (int k = 0; k < count; k++) {
        if (sums[k].pixels != counts[k] || sums[k].x != xs[k] || sums[k].y != ys[k]) note(1);
        compare(sums[k].lightness, lightness[k], size[k]);
        digest_values(&sums[k].lightness, 12);
      }
      for (int p = 0; p < 3; p++) release(planes[p], pixels);
      release(centers, 5 * count), release(distance, area), release(nearest, area);
    }
  report("assign_pixels, sum_pixels", 1e-6);
  report_digest("the superpixels");
}

static void check_windows(void) {
  static const int sizes[][3] = {{1, 4, 1}, {1, 8, 5}, {3, 8, 7}, {3, 20, 8}, {5, 8, 9}, {7, 20, 17}, {3, 256, 33}};
  for (kind = 0; kind < KINDS; kind++)
    for (int s = 0; s < 7; s++) {
      const int side = sizes[s][0], count = sizes[s][1], pixels = sizes[s][2], length = 3 * side * side;
      const long stride = pixels + side - 1, plane = stride * side;
      float *memory = values(3 * plane), *weights = values((long)length * count), *constants = values(count);
      // One center less than a multiple of four.
      constants[count - 1] = INFINITY;
      uint16_t nearest[34];
      nearest[pixels] = 1234;
      const struct tessera_windows windows = {memory, plane, stride, side};
      kernels->nearest_centers(&windows, 0, pixels, weights, constants, count, 0.25f, nearest);
      if (nearest[pixels] != 1234) overruns++;
      for (int n = 0; n < pixels; n++) {
        double distance[256], best = INFINITY, second = INFINITY, size = 1;
        for (int k = 0; k < count; k++) {
          double sum = constants[k], terms = fabs(sum);
          for (int t = 0; t < length; t++) {
            const float x = memory[t / (side * side) * plane + t / side % side * stride + t % side + n];
            const double term = (double)x * weights[(k / 4 * length + t) * 4 + k % 4];
            sum += term, terms += fabs(term);
          }
          distance[k] = sum;
          if (isfinite(sum)) size = fmax(size, terms);
          if (sum < best) second = best, best = sum;
          else if (sum < second) second = sum;
        }
        // Where rounding decides, the result may be either.
        const double gap = second - best;
        if (nearest[n] == 0xffff) note(fmax(0, gap - 0.25) / size);
        else if (nearest[n] >= count) note(1);
        else note(fmax(fmax(distance[nearest[n]] - best, 0.25 - gap), 0) / size);
      }
      release(memory, 3 * plane), release(weights, (long)length * count), release(constants, count);
    }
  report("nearest_centers", 2e-6);
}
