/* A library for LD_PRELOAD that makes the N-th call of a function fail, or kills the process before it.
 *
 *   FAULT_CALL   write, pwrite, rename, fsync, unlink, truncate, open or allocate
 *   FAULT_AT     which call of the process, from 1
 *   FAULT_ERROR  an error number; 0: SIGKILL
 *   FAULT_STAYS  1: all later calls fail, too (a full disk stays full)
 *   FAULT_COUNT  a file that gets the number of calls when the process ends
 *
 * Writes to standard output and standard error are messages and not counted.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static atomic_long calls;

static const char *setting(const char *name) {
  const char *value = getenv(name);
  return value ? value : "";
}

/* Whether this call fails; sets errno. */
static int fails(const char *call) {
  if (strcmp(setting("FAULT_CALL"), call) != 0) return 0;
  long number = atomic_fetch_add(&calls, 1) + 1;
  long at = atol(setting("FAULT_AT"));
  if (at <= 0 || number < at || (number > at && setting("FAULT_STAYS")[0] != '1')) return 0;
  int error = atoi(setting("FAULT_ERROR"));
  if (error == 0) kill(getpid(), SIGKILL);
  errno = error;
  return 1;
}

__attribute__((destructor)) static void count(void) {
  const char *path = setting("FAULT_COUNT");
  FILE *file = path[0] ? fopen(path, "w") : NULL;
  if (!file) return;
  fprintf(file, "%ld\n", atomic_load(&calls));
  fclose(file);
}

#define REAL(name) static __typeof__(name) *real; if (!real) real = (__typeof__(name) *)dlsym(RTLD_NEXT, #name)

ssize_t write(int file, const void *bytes, size_t length) {
  REAL(write);
  return file > 2 && fails("write") ? -1 : real(file, bytes, length);
}

ssize_t pwrite64(int file, const void *bytes, size_t length, off64_t place) {
  REAL(pwrite64);
  return fails("pwrite") ? -1 : real(file, bytes, length, place);
}

int renameat(int from, const char *old, int to, const char *name) {
  REAL(renameat);
  return fails("rename") ? -1 : real(from, old, to, name);
}

int rename(const char *old, const char *name) {
  REAL(rename);
  return fails("rename") ? -1 : real(old, name);
}

int fsync(int file) {
  REAL(fsync);
  return fails("fsync") ? -1 : real(file);
}

int unlinkat(int folder, const char *name, int flags) {
  REAL(unlinkat);
  return fails("unlink") ? -1 : real(folder, name, flags);
}

int ftruncate(int file, off_t length) {
  REAL(ftruncate);
  return fails("truncate") ? -1 : real(file, length);
}

int ftruncate64(int file, off64_t length) {
  REAL(ftruncate64);
  return fails("truncate") ? -1 : real(file, length);
}

int posix_fallocate(int file, off_t place, off_t length) {
  REAL(posix_fallocate);
  return fails("allocate") ? errno : real(file, place, length);
}

int posix_fallocate64(int file, off64_t place, off64_t length) {
  REAL(posix_fallocate64);
  return fails("allocate") ? errno : real(file, place, length);
}

int openat(int folder, const char *name, int flags, ...) {
  REAL(openat);
  va_list arguments;
  va_start(arguments, flags);
  mode_t mode = flags & (O_CREAT | O_TMPFILE) ? va_arg(arguments, mode_t) : 0;
  va_end(arguments);
  return (flags & (O_WRONLY | O_RDWR)) && fails("open") ? -1 : real(folder, name, flags, mode);
}
