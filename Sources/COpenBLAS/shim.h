// What Swift can not import of OpenBLAS, and the choice of its kernels.
#pragma once
#include <cblas.h>
#include <stdlib.h>
#include <string.h>

// OpenBLAS's own start-up, present in builds that choose their kernels at run time (DYNAMIC_ARCH); absent elsewhere.
extern void gotoblas_dynamic_init(void) __attribute__((weak));
extern void gotoblas_dynamic_quit(void) __attribute__((weak));

// Lets OpenBLAS use its AVX-512 kernels on processors that are younger than the library.
//
// OpenBLAS chooses by the processor's model and takes 256-bit kernels for one it does not know: 0.3.21 does so on every
// AMD processor with AVX-512, at half the speed. Its documented remedy is the variable OPENBLAS_CORETYPE, which it reads
// at start-up; so it is set and the choice is made again. A value that the user has set is left alone.
static inline void shim_openblas_choose_kernels(void) {
#if defined(__x86_64__)
  const char *core = openblas_get_corename();
  if (gotoblas_dynamic_init == NULL || gotoblas_dynamic_quit == NULL || getenv("OPENBLAS_CORETYPE") != NULL) return;
  if (strcmp(core, "Haswell") != 0 && strcmp(core, "Zen") != 0) return;
  if (!__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") ||
      !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl"))
    return;
  setenv("OPENBLAS_CORETYPE", "SkylakeX", 1);
  gotoblas_dynamic_quit();
  gotoblas_dynamic_init();
  unsetenv("OPENBLAS_CORETYPE");
#endif
}
