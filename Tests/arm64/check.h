// Values, guarded memory and errors for checks of the kernels in C; the counterpart of Sources/KernelChecks for machines on
// which Swift does not run, such as arm64 under QEMU.
#pragma once
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernels.h"

enum { GUARDS = 33 };
static const struct tessera_kernels *kernels;

static uint64_t state = 1;
static double uniform(void) {
  state = state * 6364136223846793005u + 1442695040888963407u;
  return (double)(state >> 11) / 9007199254740992.0;
}

// The kinds of values: random, zero, negative zero, denormal, huge, ties, equal.
enum { KINDS = 7 };
static int kind;
static float value(void) {
  switch (kind) {
    case 1: return 0;
    case 2: return -0.0f;
    case 3: return (float)((2 * uniform() - 1) * 0x1p-130);
    case 4: return (float)((2 * uniform() - 1) * 1e12);
    case 5: return (float)(int)(5 * uniform()) - 2;
    case 6: return 0.75f;
    default: return (float)(4 * uniform() - 2);
  }
}

// Memory between guards that are NaN.
static float *guarded(long count) {
  float *memory = malloc(4 * (size_t)(count + 2 * GUARDS));
  memset(memory, 0xff, 4 * (size_t)(count + 2 * GUARDS));
  return memory + GUARDS;
}

static float *values(long count) {
  float *memory = guarded(count);
  for (long i = 0; i < count; i++) memory[i] = value();
  return memory;
}

static double worst;
static int overruns;
static void note(double error) {
  if (!(error <= worst)) worst = error;
}

static int is_guard(const float *memory) { return memcmp(memory, "\xff\xff\xff\xff", 4) == 0; }

static void release(float *memory, long count) {
  for (long i = 0; i < GUARDS; i++)
    if (!is_guard(memory - GUARDS + i) || !is_guard(memory + count + i)) overruns++;
  free(memory - GUARDS);
}

// The error relative to the size of the terms; of denormal numbers relative to the normal ones.
static void compare(float found, double expected, double size) {
  note(isfinite(found) ? fabs(found - expected) / fmax(size, 32 * (double)FLT_MIN) : INFINITY);
}

static int failures;
static void report(const char *name, double allowed) {
  const int passed = worst <= allowed && overruns == 0;
  printf("%-28s %-7s error %.1e, allowed %.0e%s\n", name, passed ? "ok" : "FAILED", worst, allowed,
         overruns ? ", writes outside" : "");
  failures += !passed;
  worst = overruns = 0;
}
