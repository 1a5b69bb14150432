/* children.c — spawn requests and processes for the native tests. */
#include "harness.h"

#include <unistd.h>

aria_spawn_spec *request_spec(request *self) { return (aria_spawn_spec *)(void *)self->block; }

uint32_t request_add(request *self, const char *text) {
  uint32_t offset = self->used;
  size_t length = strlen(text) + 1;
  CHECK(offset + length <= sizeof self->block);
  memcpy(self->block + offset, text, length);
  self->used += (uint32_t)length;
  request_spec(self)->size = self->used;
  return offset;
}

void request_program(request *self, const char *program, const char *const *args) {
  memset(self->block, 0, sizeof(aria_spawn_spec));
  self->used = sizeof(aria_spawn_spec);
  aria_spawn_spec *spec = request_spec(self);
  spec->flags = ARIA_SPAWN_NEW_GROUP;
  spec->uid = -1;
  spec->gid = -1;
  spec->program = request_add(self, program);
  for (; args[spec->args_count] != NULL; spec->args_count++) {
    uint32_t offset = request_add(self, args[spec->args_count]);
    if (spec->args_count == 0) spec->args = offset;
  }
}

void request_child(request *self, const char *const *words) {
  if (given.child == NULL) FAIL("start the tests with --child PATH");
  request_program(self, given.child, words);
}

void request_env(request *self, const char *const *entries) {
  aria_spawn_spec *spec = request_spec(self);
  for (; entries[spec->env_count] != NULL; spec->env_count++) {
    uint32_t offset = request_add(self, entries[spec->env_count]);
    if (spec->env_count == 0) spec->env = offset;
  }
}

void request_stream(request *self, uint32_t stream, uint32_t kind, int64_t value) {
  request_spec(self)->streams[stream] = (aria_stream_plan){.kind = kind, .value = value};
}

void request_pipes(request *self, const char *streams) {
  for (; *streams != '\0'; streams++) request_stream(self, (uint32_t)(*streams - '0'), ARIA_PLAN_PIPE, 0);
}

int32_t request_spawn(request *self, aria_process *leader, aria_spawn_result *result) {
  memset(result, 0xa5, sizeof *result);
  return aria_spawn(request_spec(self), self->used, leader, result);
}

aria_process *process_of(const aria_spawn_result *result) { return (aria_process *)(uintptr_t)result->process; }

aria_spawn_result spawn_child(const char *const *words, const char *pipes) {
  request wish;
  aria_spawn_result result;
  request_child(&wish, words);
  request_pipes(&wish, pipes);
  int32_t error = request_spawn(&wish, NULL, &result);
  if (error != 0) FAIL("aria_spawn: %d at step %u", (int)error, result.step);
  return result;
}

aria_exit finish(aria_process *process) {
  aria_exit status;
  memset(&status, 0xa5, sizeof status);
  CHECK_EQ(aria_process_wait(process, 20000), 1);
  CHECK_EQ(aria_process_exit(process, &status), 1);
  CHECK_EQ(status.ended, 1);
  aria_process_close(process);
  return status;
}

void close_ends(aria_spawn_result *result) {
  for (uint32_t i = 0; i < ARIA_STREAMS; i++) {
    if (result->ends[i] != ARIA_NO_HANDLE) CHECK_EQ(aria_close(result->ends[i]), 0);
    result->ends[i] = ARIA_NO_HANDLE;
  }
}

const char *child_says(request *self) {
  aria_spawn_result result;
  request_pipes(self, "1");
  int32_t error = request_spawn(self, NULL, &result);
  if (error != 0) FAIL("aria_spawn: %d at step %u", (int)error, result.step);
  const char *text = read_text((int)result.ends[1]);
  close_ends(&result);
  aria_exit status = finish(process_of(&result));
  CHECK_EQ(status.signal, 0);
  CHECK_EQ(status.code, 0);
  return text;
}
