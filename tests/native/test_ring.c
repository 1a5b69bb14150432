/* Rings and logs: the memory behind streams. */
#include "harness.h"

#include "internal.h"

#include <sys/mman.h>
#include <sys/resource.h>

static void both_halves_are_the_same_memory(void) {
  static const uint64_t capacities[] = {64 * 1024, 1024 * 1024, 64 * 1024 * 1024};
  for (size_t i = 0; i < sizeof capacities / sizeof capacities[0]; i++) {
    uint64_t capacity = capacities[i];
    aria_mapping ring;
    CHECK_EQ(aria_ring_map(capacity, &ring), 0);
    CHECK_EQ(ring.capacity, capacity);
    volatile unsigned char *bytes = ring.base;
    for (uint64_t at = 0; at < capacity; at += 4093) {
      bytes[at] = (unsigned char)(at * 7);
      if (bytes[at + capacity] != (unsigned char)(at * 7)) FAIL("byte %" PRIu64 " is not mirrored", at);
      bytes[at + capacity] = 1;
      if (bytes[at] != 1) FAIL("byte %" PRIu64 " is not mirrored back", at);
    }
    aria_ring_unmap(&ring);
    CHECK(ring.base == NULL);
    aria_ring_unmap(&ring); /* twice does nothing */
  }
}

static void a_span_across_the_seam_is_contiguous(void) {
  aria_mapping ring;
  CHECK_EQ(aria_ring_map(64 * 1024, &ring), 0);
  pattern source, mirror;
  pattern_start(&source, 11);
  mirror = source;
  pattern_next(&source, ring.base + 60000, 60000);
  pattern_check(&mirror, ring.base + 60000, 60000);
  CHECK_EQ(memcmp(ring.base, ring.base + 65536, 54464), 0);
  aria_ring_unmap(&ring);
}

static void pages_are_committed_as_they_are_used(void) {
  aria_mapping ring;
  CHECK_EQ(aria_ring_map(UINT64_C(1) << 30, &ring), 0);
  unsigned char resident[16];
  CHECK_EQ(mincore(ring.base + (UINT64_C(1) << 29), sizeof resident * 4096, resident), 0);
  for (size_t i = 0; i < sizeof resident; i++) CHECK_EQ(resident[i] & 1, 0);
  aria_ring_unmap(&ring);
}

static void a_ring_beyond_the_address_space_is_an_error(void) {
  struct rlimit before, now;
  CHECK_EQ(getrlimit(RLIMIT_AS, &before), 0);
  now = before;
  now.rlim_cur = UINT64_C(512) << 20;
  CHECK_EQ(setrlimit(RLIMIT_AS, &now), 0);
  aria_mapping ring = {0};
  CHECK_EQ(aria_ring_map(UINT64_C(1) << 30, &ring), -ENOMEM);
  CHECK_EQ(setrlimit(RLIMIT_AS, &before), 0);
}

static void a_log_grows_and_gives_its_pages_away(void) {
  aria_log log;
  enum { TOTAL = 5 * 1024 * 1024 + 333 };
  CHECK_EQ(aria_log_map(&log, 1024 * 1024, true), 0);
  pattern source, mirror;
  pattern_start(&source, 3);
  mirror = source;
  while (log.length < TOTAL) {
    uint64_t room = aria_log_room(&log), left = TOTAL - log.length;
    if (room == 0) {
      CHECK(aria_log_grow(&log));
      continue;
    }
    if (room > left) room = left;
    pattern_next(&source, aria_log_bytes(&log) + log.length, room);
    log.length += room;
  }
  unsigned char *all = malloc(TOTAL + 2);
  all[TOTAL] = 0x5a;
  aria_log_move(aria_log_bytes(&log), all, TOTAL);
  pattern_check(&mirror, all, TOTAL);
  CHECK_EQ(all[TOTAL], 0x5a);
  free(all);
  aria_log_unmap(&log);
  aria_log_unmap(&log);
}

static void a_log_moves_to_any_address(void) {
  enum { TOTAL = 300000 };
  unsigned char *memory = malloc(TOTAL + 3 * 4096);
  unsigned char *page = (unsigned char *)(((uintptr_t)memory + 4095) / 4096 * 4096);
  for (unsigned shift = 0; shift < 40; shift += 1) {
    aria_log log;
    CHECK_EQ(aria_log_map(&log, TOTAL, true), 0);
    pattern source, mirror;
    pattern_start(&source, shift + 1);
    mirror = source;
    pattern_next(&source, aria_log_bytes(&log), TOTAL);
    log.length = TOTAL;
    pattern_skip(&mirror, shift);
    unsigned char *into = page + shift;
    into[TOTAL - shift] = 0x5a;
    aria_log_move(aria_log_bytes(&log) + shift, into, TOTAL - shift);
    pattern_check(&mirror, into, TOTAL - shift);
    CHECK_EQ(into[TOTAL - shift], 0x5a);
    aria_log_unmap(&log);
  }
  free(memory);
}

static const test tests[] = {
    {"both_halves_are_the_same_memory", both_halves_are_the_same_memory, 0},
    {"a_span_across_the_seam_is_contiguous", a_span_across_the_seam_is_contiguous, 0},
    {"pages_are_committed_as_they_are_used", pages_are_committed_as_they_are_used, TEST_HEAVY},
    {"a_ring_beyond_the_address_space_is_an_error", a_ring_beyond_the_address_space_is_an_error, TEST_HEAVY},
    {"a_log_grows_and_gives_its_pages_away", a_log_grows_and_gives_its_pages_away, 0},
    {"a_log_moves_to_any_address", a_log_moves_to_any_address, TEST_HEAVY},
};
AREA(ring, tests);
