// Kernels over feature maps and pictures, compiled for several vector widths and selected at run time.
//
// They are in C because Swift compiles for the oldest processor of its architecture and can not compile one function for
// a newer one. Each has a plain twin in Swift that tests compare it to; docs/dev/PERFORMANCE.md says what each is worth.
// Maps are NHWC: `channels` contiguous values a pixel.
#pragma once
#include <stdint.h>

// The vector widths, from the narrowest. A level is used if the processor supports it.
enum tessera_level { TESSERA_BASELINE = 0, TESSERA_AVX2 = 1, TESSERA_AVX512 = 2 };

// The highest level that this processor supports.
int tessera_highest_level(void);

// A band of rows of a picture for SLIC.
struct tessera_slic_band {
  // Planes of the whole picture, `width` values per row; 16 values after the last row are read and ignored.
  const float *lightness, *a, *b;
  int width;
  // The rows of the band, bottom excluded.
  int top, bottom;
  // The window radius: a center's window is the 2 reach + 1 rows and columns around its pixel.
  int reach;
  // The weight of a squared spatial distance relative to a color distance.
  float weight;
  // Of the band only, `stride` values per row, stride >= width + 16: the distance to the nearest center so far, and
  // its index.
  float *distance;
  int32_t *nearest;
  long stride;
};

// Sums over a cluster's pixels in one band.
struct tessera_slic_sums {
  float lightness, a, b;
  int64_t pixels, x, y;
};

// The windows of side x side pixels of a picture in three planes of `plane` values, with `stride` values a row. The window
// that begins at place n has the values at plane * p + stride * y + x + n for p < 3, x and y < side.
struct tessera_windows {
  const float *values;
  long plane, stride;
  int side;
};

struct tessera_kernels {
  // C (m x n) <- A B, or C + A B: a[i * row_stride + l * depth_stride] for l < k, b and c row-major with n columns.
  // Reads up to 16 floats after the end of b. NULL if a library's product is faster.
  void (*multiply)(const float *a, long row_stride, long depth_stride, const float *b, float *c, long m, long n, long k,
                   int accumulate);

  // Input tiles of one tile row of the Winograd convolution F(4x4, 3x3): V = Bt d B for the 6x6 pixels of each tile,
  // normalized by gain and offset unless they are NULL; outside the picture there is 0.
  // `top` is the row of the tiles' first pixels (may be -1); v[xi * xi_stride + tile * channels + c].
  void (*winograd_input)(const float *map, int height, int width, int channels, int top, const float *gain,
                         const float *offset, float *v, long xi_stride);
  // Output tiles: Y = At m A, written to rows top ..< min(top + 4, height) of the map.
  void (*winograd_output)(const float *m, long xi_stride, float *map, int height, int width, int channels, int top);
  // Tiles of the output gradient: A dY At for the 4x4 pixels of each tile, 0 outside the picture.
  void (*winograd_gradient)(const float *map, int height, int width, int channels, int top, float *dm,
                            long xi_stride);

  // z <- max(0, z + bias); sums[c] += z, sums[channels + c] += z * z.
  void (*rectify)(float *z, long pixels, int channels, const float *bias, float *sums);
  // y <- y + bias; sums as above.
  void (*add_bias)(float *y, long pixels, int channels, const float *bias, float *sums);
  // sums[c] += g, sums[channels + c] += g * (r * scale + center).
  void (*sum_gradient)(const float *g, const float *r, long pixels, int channels, const float *scale,
                       const float *center, float *sums);
  // g <- g * slope + r * curvature + constant, and 0 where `rectified` and r is 0; sums[c] += g.
  void (*backpropagate_normalization)(float *g, const float *r, int rectified, long pixels, int channels,
                                      const float *slope, const float *curvature, const float *constant, float *sums);
  // clusters[n] <- the first index of the largest y * gain + offset.
  void (*arg_max)(const float *y, long pixels, int channels, const float *gain, const float *offset,
                  uint16_t *clusters);
  // g <- (softmax(y * gain + offset) - one-hot(target)) * weight; returns the sum of -log softmax[target].
  double (*softmax_gradient)(const float *y, const uint16_t *targets, long pixels, int channels, float weight,
                             const float *gain, const float *offset, float *g);
  // For the pixels first ..< first + pixels of a map: g += the gradient of along * sum |y(right) - y| + across * sum
  // |y(below) - y| with respect to y = map * gain + a constant; g begins at pixel `first`. Returns the terms of these
  // pixels.
  double (*continuity_gradient)(const float *map, int height, int width, int channels, long first, long pixels,
                                const float *gain, float along, float across, float *g);

  // sRGB bytes to L*, a*, b*; linear[value] is the linear light of a byte. Bit-identical at every level.
  void (*convert_to_lab)(const uint8_t *rgb, long pixels, const float *linear, float *lightness, float *a, float *b);
  // Fills distance and nearest of a band: the nearest of the `count` centers in `members` whose window contains the
  // pixel, the first one on ties; infinity and -1 if there is none. centers[5 * k] are l, a, b, x, y. Bit-identical
  // at every level.
  void (*assign_pixels)(const struct tessera_slic_band *band, const float *centers, const int32_t *members, long count);
  // sums[m] <- sums over the pixels of the band whose nearest center is members[m]; centers as they were at the
  // assignment. The band has at most 4096 rows. Bit-identical at every level.
  void (*sum_pixels)(const struct tessera_slic_band *band, const float *centers, const int32_t *members, long count,
                     struct tessera_slic_sums *sums);
  // nearest[i] <- the center k with the smallest constants[k] + sum of values * weights for the window at first + i,
  // i < pixels; 0xffff if the second-best is within `margin` or ties. `count`, the number of centers, is a multiple
  // of 4, at most 256; weights[(k / 4 * 3 side^2 + t) * 4 + k % 4] goes with value t of a window, in the order of
  // planes, rows, columns. Reads up to 15 values after a row's last window. Results other than 0xffff are the same at
  // every level if the margin exceeds the rounding error of the sums.
  void (*nearest_centers)(const struct tessera_windows *windows, long first, long pixels, const float *weights,
                          const float *constants, int count, float margin, uint16_t *nearest);
};

// The kernels of a level, or of the highest level that the processor supports.
const struct tessera_kernels *tessera_kernels_at(int level);
