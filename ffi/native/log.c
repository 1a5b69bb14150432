/* log.c — memory that only grows: what a stream keeps for somebody who wants all of it.
 *
 * Address space is reserved in advance and committed by being written, beyond the first 2 MiB in huge pages: faulting
 * in small pages one by one costs several times the copy. At the end the pages themselves are moved to their
 * destination.
 */
#include "internal.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

#define LOG_PAGE    4096u
#define LOG_HUGE    (2u * 1024 * 1024)
#define LOG_RESERVE (64ull * 1024 * 1024)   /* at first */
#define LOG_FIXED   (1024ull * 1024 * 1024) /* for one that cannot grow */

#ifndef MREMAP_DONTUNMAP
#define MREMAP_DONTUNMAP 4
#endif

static uint64_t log_round(uint64_t size, uint64_t unit) { return (size + unit - 1) / unit * unit; }

unsigned char *aria_log_bytes(const aria_log *log) { return log->base + ARIA_LOG_LEAD; }

uint64_t aria_log_room(const aria_log *log) { return log->reserved - ARIA_LOG_LEAD - log->length; }

static void log_advise(aria_log *log) {
  int advice = log->small_pages ? MADV_NOHUGEPAGE : MADV_HUGEPAGE;
  if (log->reserved > LOG_HUGE) madvise(log->base + LOG_HUGE, log->reserved - LOG_HUGE, advice);
}

void aria_log_use_small_pages(aria_log *log) {
  log->small_pages = true;
  log_advise(log);
}

int aria_log_map(aria_log *log, uint64_t limit, bool moves) {
  uint64_t most = moves ? LOG_RESERVE : LOG_FIXED;
  uint64_t wish = limit < most ? log_round(limit ? limit : 1, LOG_PAGE) : most;
  wish += LOG_PAGE;
  for (; wish >= LOG_PAGE * 2; wish /= 2) {
    void *base = mmap(NULL, wish, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (base == MAP_FAILED) continue; /* a limit on address space: try with less */
    *log = (aria_log){.base = base, .reserved = wish, .length = 0};
    log_advise(log);
    return 0;
  }
  return -ENOMEM;
}

/* Moves `length` bytes of pages, or their contents where the kernel cannot. */
static void log_relocate(unsigned char *from, unsigned char *to, uint64_t length) {
  if (mremap(from, length, length, MREMAP_MAYMOVE | MREMAP_FIXED, to) == MAP_FAILED) memcpy(to, from, length);
}

bool aria_log_grow(aria_log *log) {
  uint64_t reserved = log->reserved * 2;
  void *base = mmap(NULL, reserved, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (base == MAP_FAILED) return false;
  /* The advice has made two mappings of one, and mremap takes one at a time. */
  uint64_t small = log->reserved < LOG_HUGE ? log->reserved : LOG_HUGE;
  log_relocate(log->base, base, small);
  if (log->reserved > small) log_relocate(log->base + small, (unsigned char *)base + small, log->reserved - small);
  munmap(log->base, log->reserved);
  log->base = base;
  log->reserved = reserved;
  log_advise(log);
  return true;
}

void aria_log_unmap(aria_log *log) {
  if (log->base) munmap(log->base, log->reserved);
  *log = (aria_log){0};
}

void aria_log_move(unsigned char *from, unsigned char *into, uint64_t length) {
  uint64_t head = (LOG_PAGE - (uintptr_t)into % LOG_PAGE) % LOG_PAGE;
  bool alike = (uintptr_t)from % LOG_PAGE == (uintptr_t)into % LOG_PAGE;
  if (!alike || length < head + 16 * LOG_PAGE) {
    memcpy(into, from, length);
    return;
  }
  memcpy(into, from, head);
  uint64_t pages = (length - head) / LOG_PAGE * LOG_PAGE;
  /* `into` is the caller's memory; its pages are replaced by ours, which it owns from then on. DONTUNMAP leaves empty
   * pages in the log: a hole there could be given to somebody else before aria_log_unmap. */
  int flags = MREMAP_MAYMOVE | MREMAP_FIXED | MREMAP_DONTUNMAP;
  if (mremap(from + head, pages, pages, flags, into + head) == MAP_FAILED) memcpy(into + head, from + head, pages);
  memcpy(into + head + pages, from + head + pages, length - head - pages);
}
