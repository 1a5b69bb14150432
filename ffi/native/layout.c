/* layout.c — the sizes and offsets of every struct of aria.h, for callers that are not written in C. */
#include "aria.h"

#include <stddef.h>

/* One struct to a paragraph, in the order of aria.h. */
/* clang-format off */
#define SIZE      (uint32_t)sizeof(LAYOUT_STRUCT)
#define AT(field) (uint32_t)offsetof(LAYOUT_STRUCT, field)
static const uint32_t layout_numbers[] = {
#define LAYOUT_STRUCT aria_handle_info
    SIZE, AT(kind), AT(readable), AT(writable), AT(inherited),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_reactor_stats
    SIZE, AT(sources), AT(bytes), AT(wakeups), AT(busy_ns),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_stream_options
    SIZE, AT(id), AT(direction), AT(overflow), AT(reserved), AT(capacity),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_span
    SIZE, AT(base), AT(mapped), AT(position), AT(length), AT(offset), AT(gap), AT(mapping), AT(state), AT(error),
    AT(over),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_stream_stats
    SIZE, AT(bytes_in), AT(bytes_out), AT(operations), AT(stalls), AT(stalled_ns), AT(dropped), AT(first_byte_ns),
    AT(last_byte_ns), AT(waiting_since_ns), AT(state), AT(truncated), AT(stalled), AT(reserved),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_stream_plan
    SIZE, AT(kind), AT(pipe_size), AT(value),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_spawn_spec
    SIZE, AT(size), AT(flags), AT(program), AT(cwd), AT(args), AT(args_count), AT(env), AT(env_count), AT(uid),
    AT(gid), AT(keeper), AT(streams),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_spawn_result
    SIZE, AT(process), AT(pid), AT(ends), AT(step), AT(step_stream),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_exit
    SIZE, AT(ended), AT(code), AT(signal), AT(core_dumped), AT(started_unix_ms), AT(duration_ns), AT(user_us),
    AT(system_us), AT(max_rss),
#undef LAYOUT_STRUCT
#define LAYOUT_STRUCT aria_edge_stats
    SIZE, AT(bytes_in), AT(bytes_out), AT(operations), AT(stalls), AT(stalled_ns), AT(first_byte_ns),
    AT(last_byte_ns), AT(ended), AT(mode), AT(error), AT(broken),
#undef LAYOUT_STRUCT
};
#undef AT
#undef SIZE
/* clang-format on */

uint32_t aria_layout(uint32_t *numbers, uint32_t capacity) {
  uint32_t count = sizeof layout_numbers / sizeof *layout_numbers;
  for (uint32_t i = 0; i < count && i < capacity; i++) numbers[i] = layout_numbers[i];
  return count;
}
