// Compiles kernel-template.h once for every vector width and selects one at run time.
#include "include/kernels.h"

#if defined(__x86_64__)
#include <immintrin.h>
#endif
#include <math.h>
#include <stddef.h>
#include <string.h>

// The indices i ^ half of a vector's lanes.
#define LANES_4(half) 0 ^ (half), 1 ^ (half), 2 ^ (half), 3 ^ (half)
#define LANES_8(half) LANES_4(half), 4 ^ (half), 5 ^ (half), 6 ^ (half), 7 ^ (half)
#define LANES_16(half) \
  LANES_8(half), 8 ^ (half), 9 ^ (half), 10 ^ (half), 11 ^ (half), 12 ^ (half), 13 ^ (half), 14 ^ (half), 15 ^ (half)

#define LANES 4
#define LANE_LIST LANES_4
#define NAME(x) x##_baseline
#include "kernel-template.h"
#undef LANES
#undef LANE_LIST
#undef NAME

#if defined(__x86_64__)
#pragma clang attribute push(__attribute__((target("avx2,fma"))), apply_to = function)
#define LANES 8
#define LANE_LIST LANES_8
#define NAME(x) x##_avx2
#include "kernel-template.h"
#undef LANES
#undef LANE_LIST
#undef NAME
#pragma clang attribute pop

#pragma clang attribute push(__attribute__((target("avx2,fma,avx512f,avx512dq,avx512bw,avx512vl"))), apply_to = function)
#define LANES 16
#define LANE_LIST LANES_16
#define NAME(x) x##_avx512
#include "kernel-template.h"
#undef LANES
#undef LANE_LIST
#undef NAME
#pragma clang attribute pop
#endif

int tessera_highest_level(void) {
#if defined(__x86_64__)
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl"))
    return TESSERA_AVX512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return TESSERA_AVX2;
#endif
  return TESSERA_BASELINE;
}

const struct tessera_kernels *tessera_kernels_at(int level) {
  const int highest = tessera_highest_level();
#if defined(__x86_64__)
  const int used = level < highest ? level : highest;
  if (used == TESSERA_AVX512) return &kernels_avx512;
  if (used == TESSERA_AVX2) return &kernels_avx2;
#else
  (void)highest;
  (void)level;
#endif
  return &kernels_baseline;
}
