// Compares the kernels of the narrowest width with plain loops. Prints a line for each kernel, and digests of the results
// that must be the same on every machine. The exit code is 1 if a kernel fails.
#include "check.h"
#include "map-checks.h"
#include "picture-checks.h"

int main(void) {
  kernels = tessera_kernels_at(TESSERA_BASELINE);
  check_multiply();
  for (int which = 0; which < 3; which++) check_winograd(which);
  for (int which = 0; which < 5; which++) check_normalization(which);
  check_softmax();
  check_lab();
  check_superpixels();
  check_windows();
  return failures > 0;
}
