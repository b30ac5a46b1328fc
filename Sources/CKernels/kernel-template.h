// The kernels for vectors of LANES floats. Included by kernels.c once per width.

typedef float NAME(vec) __attribute__((vector_size(4 * LANES), aligned(4)));
typedef int32_t NAME(ivec) __attribute__((vector_size(4 * LANES), aligned(4)));
#define vec NAME(vec)
#define ivec NAME(ivec)
#define INLINE static inline __attribute__((always_inline))
// The vector registers, which the tiles of the matrix product fill.
#if LANES == 16 || defined(__aarch64__)
#define REGISTERS 32
#else
#define REGISTERS 16
#endif

// x in every lane. A sum with 0 would cost an addition, because it turns -0 into 0; the difference is folded away.
INLINE vec NAME(splat)(float x) { return x - (vec){0}; }

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
#elif LANES == 8
// -1 in the first `count` lanes, 0 in the others.
INLINE __m256i NAME(lanes)(int count) {
  static const int32_t ones[16] = {-1, -1, -1, -1, -1, -1, -1, -1};
  return _mm256_loadu_si256((const __m256i *)(ones + 8 - count));
}

INLINE vec NAME(load)(const float *p, int count) {
  if (count >= LANES) return *(const vec *)p;
  return (vec)_mm256_maskload_ps(p, NAME(lanes)(count));
}

INLINE void NAME(store)(float *p, vec v, int count) {
  if (count >= LANES)
    *(vec *)p = v;
  else
    _mm256_maskstore_ps(p, NAME(lanes)(count), (__m256)v);
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
  // Two pointers, so that a processor's addressing modes reach six rows.
  const float *low = a, *high = a + 3 * row_stride;
  for (long l = 0; l < k; l++, low += depth_stride, high += depth_stride) {
    vec x[4];
#pragma clang loop unroll(full)
    for (int v = 0; v < vectors; v++) x[v] = *(const vec *)(b + l * n + v * LANES);
#pragma clang loop unroll(full)
    for (int i = 0; i < rows; i++) {
      const vec y = NAME(splat)(i < 3 ? low[i * row_stride] : high[(i - 3) * row_stride]);
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
  // Few sums in registers wait for each other: the last seven rows are split 4 + 3, not 6 + 1.
  for (; i + tall <= m && (tall != 6 || m - i != 7); i += tall)
    NAME(tile)(tall, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
  if (i + 4 <= m) {
    NAME(tile)(4, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
    i += 4;
  }
  if (i + 3 <= m) {
    NAME(tile)(3, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
    i += 3;
  }
  for (; i + 2 <= m; i += 2)
    NAME(tile)(2, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
  for (; i < m; i++)
    NAME(tile)(1, vectors, a + i * row_stride, row_stride, depth_stride, b, c + i * n, n, k, columns, accumulate);
}

// The columns, in panels as wide as the registers allow.
static void NAME(multiply)(const float *a, long row_stride, long depth_stride, const float *b, float *c, long m, long n,
                           long k, int accumulate) {
  for (long j = 0; j < n;) {
    const long columns = n - j, left = (columns + LANES - 1) / LANES;
    int vectors;
    // Seven vectors (a hundred columns at 512 bits) are split 4 + 3, not 4 + 2 + 1.
    if (REGISTERS == 32 && (left == 4 || left > 5)) {
      vectors = 4;
      NAME(panel)(6, 4, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
    } else if (REGISTERS == 32 && left > 2) {
      vectors = 3;
      NAME(panel)(8, 3, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
    } else if (left > 1) {
      vectors = 2;
      NAME(panel)(REGISTERS == 32 ? 8 : 6, 2, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
    } else {
      vectors = 1;
      NAME(panel)(8, 1, a, row_stride, depth_stride, b + j, c + j, m, n, k, columns, accumulate);
    }
    j += vectors * LANES;
  }
}

// ---- Passes over the pixels of a strip ----

// Blocks of pixels stay in the first-level cache while they are passed once per vector of channels, whose sums stay in
// registers.
#define BLOCK 32
INLINE long NAME(block_end)(long start, long pixels) { return pixels - start < BLOCK ? pixels : start + BLOCK; }

static void NAME(rectify)(float *z, long pixels, int channels, const float *bias, float *sums) {
  for (long start = 0; start < pixels; start += BLOCK)
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const vec b = NAME(load)(bias + c, count);
      vec sum = NAME(load)(sums + c, count), square = NAME(load)(sums + channels + c, count);
      for (long n = start, end = NAME(block_end)(start, pixels); n < end; n++) {
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
  for (long start = 0; start < pixels; start += BLOCK)
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const vec b = NAME(load)(bias + c, count);
      vec sum = NAME(load)(sums + c, count), square = NAME(load)(sums + channels + c, count);
      for (long n = start, end = NAME(block_end)(start, pixels); n < end; n++) {
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
  for (long start = 0; start < pixels; start += BLOCK)
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const vec s = NAME(load)(scale + c, count), o = NAME(load)(center + c, count);
      vec sum = NAME(load)(sums + c, count), product = NAME(load)(sums + channels + c, count);
      for (long n = start, end = NAME(block_end)(start, pixels); n < end; n++) {
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
  for (long start = 0; start < pixels; start += BLOCK)
    for (int c = 0; c < channels; c += LANES) {
      const int count = channels - c;
      const vec a = NAME(load)(slope + c, count), b = NAME(load)(curvature + c, count);
      const vec o = NAME(load)(constant + c, count);
      vec sum = NAME(load)(sums + c, count);
      for (long n = start, end = NAME(block_end)(start, pixels); n < end; n++) {
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
// 0 for x <= -60: products of smaller values can be subnormal, and those take a hundred cycles.
INLINE vec NAME(exponential)(vec x) {
  const ivec counts = x > -60.0f;
  x = NAME(select)(counts, x, NAME(splat)(-60));
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
  return (vec)((ivec)(s * (vec)power) & counts);
}

// The normalized responses of a pixel; lanes after the last channel are the minimum, so that their exponential is 0.
INLINE vec NAME(response)(const float *y, const float *gain, const float *offset, int c, int count) {
  const vec x = NAME(load)(y + c, count) * NAME(load)(gain + c, count) + NAME(load)(offset + c, count);
  if (count >= LANES) return x;
  ivec lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  return NAME(select)(lane < count, x, NAME(splat)(-3.0e38f));
}

// x with lanes i and i ^ half exchanged.
#define SWAPPED(x, half) __builtin_shufflevector(x, x, LANE_LIST(half))

// The largest lane and the sum of the lanes, in every lane.
INLINE vec NAME(largest_lane)(vec x) {
  vec y;
#if LANES == 16
  y = SWAPPED(x, 8), x = NAME(select)(x > y, x, y);
#endif
#if LANES >= 8
  y = SWAPPED(x, 4), x = NAME(select)(x > y, x, y);
#endif
  y = SWAPPED(x, 2), x = NAME(select)(x > y, x, y);
  y = SWAPPED(x, 1), x = NAME(select)(x > y, x, y);
  return x;
}

INLINE vec NAME(lane_sum)(vec x) {
#if LANES == 16
  x += SWAPPED(x, 8);
#endif
#if LANES >= 8
  x += SWAPPED(x, 4);
#endif
  x += SWAPPED(x, 2);
  return x + SWAPPED(x, 1);
}

INLINE uint32_t NAME(least_lane)(ivec x) {
  uint32_t least = (uint32_t)x[0];
  for (int i = 1; i < LANES; i++) least = (uint32_t)x[i] < least ? (uint32_t)x[i] : least;
  return least;
}

static void NAME(arg_max)(const float *y, long pixels, int channels, const float *gain, const float *offset,
                          uint16_t *clusters) {
  ivec lane;
  for (int i = 0; i < LANES; i++) lane[i] = i;
  for (long n = 0; n < pixels; n++) {
    // Of every lane the first vector that has its maximum.
    vec maximum = NAME(response)(y + n * channels, gain, offset, 0, channels);
    ivec place = lane;
    for (int c = LANES; c < channels; c += LANES) {
      const vec x = NAME(response)(y + n * channels, gain, offset, c, channels - c);
      const ivec larger = x > maximum;
      maximum = NAME(select)(larger, x, maximum);
      place = ((lane + c) & larger) | (place & ~larger);
    }
    const ivec first = maximum == NAME(largest_lane)(maximum);
    place = (place & first) | ~first;
    const uint32_t c = NAME(least_lane)(place);
    // No lane equals a maximum that is not a number.
    clusters[n] = (uint16_t)(c < (uint32_t)channels ? c : (uint32_t)channels - 1);
  }
}

static double NAME(softmax_gradient)(const float *y, const uint16_t *targets, long pixels, int channels, float weight,
                                     const float *gain, const float *offset, float *g) {
  vec values[256 / LANES];
  const int vectors = (channels + LANES - 1) / LANES;
  // The logarithm of a product of sums replaces a logarithm per pixel. A sum is between 1 and 256.
  double loss = 0, product = 1;
  for (long n = 0; n < pixels; n++, y += channels, g += channels) {
    vec maximum = NAME(splat)(-3.0e38f);
    for (int v = 0; v < vectors; v++) {
      const vec x = values[v] = NAME(response)(y, gain, offset, v * LANES, channels - v * LANES);
      maximum = NAME(select)(x > maximum, x, maximum);
    }
    const vec largest = NAME(largest_lane)(maximum);
    vec total = {0};
    for (int v = 0; v < vectors; v++) {
      const vec x = values[v] = NAME(exponential)(values[v] - largest);
      total += x;
    }
    const vec sum = NAME(lane_sum)(total);
    const vec factor = weight / sum;
    for (int v = 0; v < vectors; v++) NAME(store)(g + v * LANES, values[v] * factor, channels - v * LANES);
    const int target = targets[n];
    g[target] -= weight;
    loss += largest[0] - (y[target] * gain[target] + offset[target]);
    product *= sum[0];
    if (product > 1e250) {
      loss += log(product);
      product = 1;
    }
  }
  return loss + log(product);
}

#include "continuity-kernels.h"
#include "kmeans-kernels.h"
#include "lab-kernels.h"
#include "slic-kernels.h"
#include "winograd-kernels.h"

static const struct tessera_kernels NAME(kernels) = {
    .multiply = LANES >= 8 || REGISTERS == 32 ? NAME(multiply) : NULL,
    .winograd_input = NAME(winograd_input),
    .winograd_output = NAME(winograd_output),
    .winograd_gradient = NAME(winograd_gradient),
    .rectify = NAME(rectify),
    .add_bias = NAME(add_bias),
    .sum_gradient = NAME(sum_gradient),
    .backpropagate_normalization = NAME(backpropagate_normalization),
    .arg_max = NAME(arg_max),
    .softmax_gradient = NAME(softmax_gradient),
    .continuity_gradient = NAME(continuity_gradient),
    .convert_to_lab = NAME(convert_to_lab),
    .assign_pixels = NAME(assign_pixels),
    .sum_pixels = NAME(sum_pixels),
    .nearest_centers = NAME(nearest_centers),
};

#undef vec
#undef ivec
#undef INLINE
#undef REGISTERS
#undef SWAPPED
#undef BLOCK
