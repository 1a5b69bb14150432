/* ring.c — memory for rings: pages mapped twice, back to back, so that every span of up to `capacity` bytes is
 * contiguous wherever it begins. Pages are committed when they are first written. */
#include "internal.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

int aria_ring_map(uint64_t capacity, aria_mapping *mapping) {
  int fd = memfd_create("aria-ring", MFD_CLOEXEC);
  if (fd < 0) return -errno;
  int error = 0;
  unsigned char *base = MAP_FAILED;
  if (ftruncate(fd, (off_t)capacity) < 0) goto failed;
  base = mmap(NULL, capacity * 2, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) goto failed;
  for (int half = 0; half < 2; half++) {
    void *place = base + (uint64_t)half * capacity;
    if (mmap(place, capacity, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_FIXED, fd, 0) == MAP_FAILED) goto failed;
  }
  close(fd); /* the mappings keep the memory */
  *mapping = (aria_mapping){base, capacity};
  return 0;
failed:
  error = -errno;
  if (base != MAP_FAILED) munmap(base, capacity * 2);
  close(fd);
  return error;
}

void aria_ring_unmap(aria_mapping *mapping) {
  if (mapping->base) munmap(mapping->base, mapping->capacity * 2);
  *mapping = (aria_mapping){0};
}
