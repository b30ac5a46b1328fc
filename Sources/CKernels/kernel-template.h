// The kernels for vectors of LANES floats. Included by kernels.c once per width.

typedef float NAME(vec) __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t NAME(ivec) __attribute__((vector_size(4 * LANES), aligned(4)));
#define vec NAME(vec)
#define ivec NAME(ivec)
#define INLINE static inline __attribute__((always_inline))

INLINE vec NAME(splat)(float x) { return (vec){0} + x; }

// The first `count` lanes from memory, 0 in the others.
#if LANES == 16
INLINE vec NAME(load)(const float *p, int count) {
  if (count >= LANES) return *(const vec *)p;
  return (vec)_mm512_maskz_loadu_ps((__mmask16)((1u << count) - 1), p);
}

INLINE void NAME(store)(float *p, vec v, int count) {
  if (count >= LANES)
    *(vec *)p = v;
  else
    _mm512_mask_storeu_ps(p, (__mmask16)((1u << count) - 1), (__m512)v);
}
#else
INLINE vec NAME(load)(const float *p, int count) {
  if (count >= LANES) return *(const vec *)p;
  vec v = {0};
  memcpy(&v, p, 4 * (size_t)count);
  return v;
}

INLINE void NAME(store)(float *p, vec v, int count) {
  if (count >= LANES)
    *(vec *)p = v;
  else
    memcpy(p, &v, 4 * (size_t)count);
}
#endif

// max(x, 0) in every lane.
INLINE vec NAME(positive)(vec x) { return (vec)((ivec)x & (x > 0)); }
INLINE vec NAME(select)(ivec mask, vec a, vec b) { return (vec)(((ivec)a & mask) | ((ivec)b & ~mask)); }

// ---- Matrix product: tiles of a few rows and vectors with sums in registers, without packing ----

INLINE void NAME(tile)(const int rows, const int vectors, const float *a, long row_stride, long depth_stride,
                       const float *b, float *c, long n, long k, long columns, int accumulate) {
  vec sum[8][4];
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) sum[i][v] = NAME(splat)(0);
  for (long l = 0; l < k; l++) {
    vec x[4];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) x[v] = *(const vec *)(b + l * n + v * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vec y = NAME(splat)(a[i * row_stride + l * depth_stride]);
#pragma clang loop unroll(full)
      for (int v = 0; v < vectors; v++) sum[i][v] += y * x[v];
    }
  }
#pragma clang loop unroll(full)
  for (int i = 0; i < rows; i++)
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) {
      float *place = c + i * n + v * LANES;
      const int count = (int)(columns - v * LANES);
      NAME(store)(place, accumulate ? NAME(load)(place, count) + sum[i][v] : sum[i][v], count);
    }
}

// The rows of a panel of `vectors` vectors, `tall` at a time.
INLINE void NAME(panel)(const int tall, const int vectors, const float *a, long row_stride, long depth_stride,
                        const float *b, float *c, long m, long n, long k, long columns, int accumulate) {
  long i = 0;
  for (; i + tall <= m; i += tall)
    NAME(tile)(tall, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
  for (; i + 2 <= m; i += 2)
    NAME(tile)(2, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
  for (; i < m; i++)
    NAME(tile)(1, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
}

static void NAME(multiply)(const float *a, long row_stride, long depth_stride, const float *b, float *c, long m, long n,
                           long k, int accumulate) {
  for (long j = 0; j < n;) {
    const long columns = n - j, vectors = (columns + LANES - 1) / LANES;
    // Seven vectors (a hundred columns) are split 4 + 3, not 4 + 2 + 1.
    if (vectors == 4 || vectors > 5) {
      NAME(panel)(6, 4, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
      j += 4 * LANES;
    } else if (vectors != 2 && vectors != 1) {
      NAME(panel)(8, 3, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
      j += 3 * LANES;
    } else if (vectors == 2) {
      NAME(panel)(8, 2, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
      j += 2 * LANES;
    } else {
      NAME(panel)(8, 1, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
      j += LANES;
    }
  }
}

// ---- Passes over the pixels of a strip, by blocks of channels so that sums stay in registers ----

static void NAME(rectify)(float *z, long pixels, int channels, const float *bias, float *sums) {
  for (int c = 0; c < channels; c += LANES) {
    const int count = channels - c;
    const vec b = NAME(load)(bias + c, count);
    vec sum = NAME(load)(sums + c, count), square = NAME(load)(sums + channels + c, count);
    for (long n = 0; n < pixels; n++) {
      float *p = z + n * channels + c;
      const vec x = NAME(positive)(NAME(load)(p, count) + b);
      NAME(store)(p, x, count);
      sum += x;
      square += x * x;
    }
    NAME(store)(sums + c, sum, count);
    NAME(store)(sums + channels + c, square, count);
  }
}

static void NAME(add_bias)(float *y, long pixels, int channels, const float *bias, float *sums) {
  for (int c = 0; c < channels; c += LANES) {
    const int count = channels - c;
    const vec b = NAME(load)(bias + c, count);
    vec sum = NAME(load)(sums + c, count), square = NAME(load)(sums + channels + c, count);
    for (long n = 0; n < pixels; n++) {
      float *p = y + n * channels + c;
      const vec x = NAME(load)(p, count) + b;
      NAME(store)(p, x, count);
      sum += x;
      square += x * x;
    }
    NAME(store)(sums + c, sum, count);
    NAME(store)(sums + channels + c, square, count);
  }
}

static void NAME(sum_gradient)(const float *g, const float *r, long pixels, int channels, const float *scale,
                               const float *center, float *sums) {
  for (int c = 0; c < channels; c += LANES) {
    const int count = channels - c;
    const vec s = NAME(load)(scale + c, count), o = NAME(load)(center + c, count);
    vec sum = NAME(load)(sums + c, count), product = NAME(load)(sums + channels + c, count);
    for (long n = 0; n < pixels; n++) {
      const vec x = NAME(load)(g + n * channels + c, count);
      sum += x;
      product += x * (NAME(load)(r + n * channels + c, count) * s + o);
    }
    NAME(store)(sums + c, sum, count);
    NAME(store)(sums + channels + c, product, count);
  }
}

static void NAME(backpropagate_normalization)(float *g, const float *r, int rectified, long pixels, int channels,
                                              const float *slope, const float *curvature, const float *constant,
                                              float *sums) {
  for (int c = 0; c < channels; c += LANES) {
    const int count = channels - c;
    const vec a = NAME(load)(slope + c, count), b = NAME(load)(curvature + c, count);
    const vec o = NAME(load)(constant + c, count);
    vec sum = NAME(load)(sums + c, count);
    for (long n = 0; n < pixels; n++) {
      float *p = g + n * channels + c;
      const vec x = NAME(load)(r + n * channels + c, count);
      vec value = NAME(load)(p, count) * a + (x * b + o);
      if (rectified) value = (vec)((ivec)value & (x > 0));
      NAME(store)(p, value, count);
      sum += value;
    }
    NAME(store)(sums + c, sum, count);
  }
}

// e^x for x <= 0: range reduction x = n ln 2 + f, Taylor series of e^f to degree 7, and 2^n through the exponent.
INLINE vec NAME(exponential)(vec x) {
  x = NAME(select)(x > -87.0f, x, NAME(splat)(-87));
  const vec magic = NAME(splat)(12582912.0f);  // 1.5 * 2^23: adding it rounds to a whole number
  const vec shifted = x * 1.44269504f + magic;
  const vec n = shifted - magic;
  const vec f = (x - n * 0.693359375f) + n * 2.1219444e-4f;
  vec s = f * (1.0f / 5040) + (1.0f / 720);
  s = s * f + (1.0f / 120);
  s = s * f + (1.0f / 24);
  s = s * f + (1.0f / 6);
  s = s * f + 0.5f;
  s = s * f + 1.0f;
  s = s * f + 1.0f;
  const ivec power = ((ivec)shifted - (ivec)magic + 127) << 23;
  return s * (vec)power;
}

// The normalized responses of a pixel; lanes after the last channel are the minimum.
INLINE vec NAME(response)(const float *y, const float *gain, const float *offset, int c, int count) {
  const vec x = NAME(load)(y + c, count) * NAME(load)(gain + c, count) + NAME(load)(offset + c, count);
  if (count >= LANES) return x;
  ivec lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  return NAME(select)(lane < count, x, NAME(splat)(-3.0e38f));
}

INLINE float NAME(largest)(const vec *values, int vectors) {
  vec maximum = values[0];
  for (int v = 1; v < vectors; v++) maximum = NAME(select)(values[v] > maximum, values[v], maximum);
  float largest = maximum[0];
  for (int i = 1; i < LANES; i++) largest = maximum[i] > largest ? maximum[i] : largest;
  return largest;
}

static void NAME(arg_max)(const float *y, long pixels, int channels, const float *gain, const float *offset,
                          uint16_t *clusters) {
  vec values[256 / LANES];
  const int vectors = (channels + LANES - 1) / LANES;
  for (long n = 0; n < pixels; n++) {
    for (int v = 0; v < vectors; v++)
      values[v] = NAME(response)(y + n * channels, gain, offset, v * LANES, channels - v * LANES);
    const float largest = NAME(largest)(values, vectors);
    int c = 0;
    while (c < channels - 1 && values[c / LANES][c % LANES] != largest) c++;
    clusters[n] = (uint16_t)c;
  }
}

static double NAME(softmax_gradient)(const float *y, const uint16_t *targets, long pixels, int channels, float weight,
                                     const float *gain, const float *offset, float *g) {
  vec values[256 / LANES];
  const int vectors = (channels + LANES - 1) / LANES;
  double loss = 0;
  for (long n = 0; n < pixels; n++) {
    for (int v = 0; v < vectors; v++)
      values[v] = NAME(response)(y + n * channels, gain, offset, v * LANES, channels - v * LANES);
    const int target = targets[n];
    const float response = values[target / LANES][target % LANES];
    const float largest = NAME(largest)(values, vectors);
    vec total = {0};
    for (int v = 0; v < vectors; v++) {
      // The lanes after the last channel add e^-87 each, far below the last bit of a sum that is at least 1.
      values[v] = NAME(exponential)(values[v] - largest);
      total += values[v];
    }
    float sum = 0;
    for (int i = 0; i < LANES; i++) sum += total[i];
    loss += logf(sum) + largest - response;
    const float factor = weight / sum;
    float *row = g + n * channels;
    for (int v = 0; v < vectors; v++) NAME(store)(row + v * LANES, values[v] * factor, channels - v * LANES);
    row[target] -= weight;
  }
  return loss;
}

#include "kmeans-kernels.h"
#include "lab-kernels.h"
#include "slic-kernels.h"
#include "winograd-kernels.h"

static const struct tessera_kernels NAME(kernels) = {
    .multiply = LANES == 16 ? NAME(multiply) : NULL,
    .winograd_input = NAME(winograd_input),
    .winograd_output = NAME(winograd_output),
    .winograd_gradient = NAME(winograd_gradient),
    .rectify = NAME(rectify),
    .add_bias = NAME(add_bias),
    .sum_gradient = NAME(sum_gradient),
    .backpropagate_normalization = NAME(backpropagate_normalization),
    .arg_max = NAME(arg_max),
    .softmax_gradient = NAME(softmax_gradient),
    .convert_to_lab = NAME(convert_to_lab),
    .assign_pixels = NAME(assign_pixels),
    .sum_pixels = NAME(sum_pixels),
    .nearest_centers = NAME(nearest_centers),
};

#undef vec
#undef ivec
#undef INLINE
