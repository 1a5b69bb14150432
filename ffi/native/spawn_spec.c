/* spawn_spec.c — from the packed request to what execve takes: arguments, environment, and paths to try.
 *
 * Strings are used where they stand in the request, which the caller keeps for the length of the spawn; only the arrays
 * of pointers and the paths of a search are ours.
 */
#include "spawn.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Where programs are looked for when there is no PATH. */
static const char *const spawn_default_path = "/bin:/usr/bin";

/* The string at `offset` of the request, or NULL when it does not end within it. */
static const char *spawn_string(const char *block, uint32_t size, uint32_t offset) {
  if (offset < sizeof(aria_spawn_spec) || offset >= size) return NULL;
  return memchr(block + offset, 0, size - offset) ? block + offset : NULL;
}

/* Fills `list` with `count` strings that stand one after the other. */
static bool spawn_strings(const char *block, uint32_t size, uint32_t offset, uint32_t count, char **list) {
  for (uint32_t i = 0; i < count; i++) {
    const char *string = spawn_string(block, size, offset);
    if (!string) return false;
    list[i] = (char *)(uintptr_t)string;
    offset += (uint32_t)strlen(string) + 1;
  }
  return true;
}

/* Room for `count` strings and the NULL; a request of `size` bytes holds fewer than that many strings. */
static int spawn_list_allocate(uint32_t count, uint32_t size, char ***list) {
  *list = NULL;
  if (count > size) return -EINVAL;
  *list = calloc((size_t)count + 2, sizeof **list);
  return *list ? 0 : -ENOMEM;
}

static size_t spawn_name_length(const char *entry) { return strcspn(entry, "="); }

/* Whether a name of `names` is that of `entry`; `lengths` holds the length of each name. */
static bool spawn_names(const char *entry, char *const *names, const size_t *lengths, uint32_t count) {
  size_t length = spawn_name_length(entry);
  for (uint32_t i = 0; i < count; i++) {
    if (lengths[i] == length && memcmp(names[i], entry, length) == 0) return true;
  }
  return false;
}

/* Puts `changes` on top of `base`: "NAME=value" sets, "NAME" removes, the last one of a name wins. */
static int spawn_environment_merge(char *const *base, char *const *changes, uint32_t count, char ***merged) {
  size_t size = 0;
  while (base[size]) size++;
  size_t *lengths = calloc((size_t)count + 1, sizeof *lengths);
  *merged = calloc(size + count + 1, sizeof **merged);
  int result = lengths && *merged ? 0 : -ENOMEM;
  for (uint32_t i = 0; i < count && result == 0; i++) {
    lengths[i] = spawn_name_length(changes[i]);
    if (lengths[i] == 0) result = -EINVAL;
  }
  size_t used = 0;
  for (size_t i = 0; i < size && result == 0; i++) {
    if (!spawn_names(base[i], changes, lengths, count)) (*merged)[used++] = base[i];
  }
  for (uint32_t i = 0; i < count && result == 0; i++) {
    bool sets = changes[i][lengths[i]] == '=';
    if (sets && !spawn_names(changes[i], changes + i + 1, lengths + i + 1, count - i - 1))
      (*merged)[used++] = changes[i];
  }
  free(lengths);
  return result;
}

static int spawn_environment_read(const char *block, const aria_spawn_spec *header, char ***envp) {
  static char *nothing[] = {NULL};
  char **changes;
  int result = spawn_list_allocate(header->env_count, header->size, &changes);
  if (result < 0) return result;
  if (!spawn_strings(block, header->size, header->env, header->env_count, changes)) {
    result = -EINVAL;
  } else {
    char **base = header->flags & ARIA_SPAWN_CLEAR_ENV || !environ ? nothing : environ;
    result = spawn_environment_merge(base, changes, header->env_count, envp);
  }
  free(changes);
  return result;
}

static const char *spawn_environment_path(char *const *envp) {
  for (; *envp; envp++) {
    if (strncmp(*envp, "PATH=", 5) == 0) return *envp + 5;
  }
  return spawn_default_path;
}

/* One path per element of PATH; an empty element is none, so that no program is taken from a directory by accident. */
static int spawn_candidates_make(const char *program, spawn_words *words) {
  if (strchr(program, '/') || !*program) {
    words->candidates = calloc(2, sizeof *words->candidates);
    if (!words->candidates) return -ENOMEM;
    words->candidates[0] = words->argv[0];
    return 0;
  }
  const char *path = spawn_environment_path(words->envp);
  size_t elements = 1;
  for (const char *at = path; *at; at++) elements += *at == ':';
  size_t name = strlen(program) + 1;
  words->searched = true;
  words->candidates = calloc(elements + 1, sizeof *words->candidates);
  words->paths = malloc(strlen(path) + elements * (name + 1));
  if (!words->candidates || !words->paths) return -ENOMEM;
  char *write = words->paths;
  size_t used = 0;
  for (size_t i = 0; i < elements; i++) {
    size_t length = strcspn(path, ":");
    if (length > 0) {
      words->candidates[used++] = write;
      memcpy(write, path, length);
      write += length;
      if (write[-1] != '/') *write++ = '/';
      memcpy(write, program, name);
      write += name;
    }
    path += length + 1;
  }
  return 0;
}

int spawn_words_read(const aria_spawn_spec *spec, uint32_t size, aria_spawn_spec *header, spawn_words *words) {
  memset(words, 0, sizeof *words);
  if (!spec || size < sizeof *header) return -EINVAL;
  memcpy(header, spec, sizeof *header);
  const char *block = (const char *)spec;
  const char *program = header->size == size ? spawn_string(block, size, header->program) : NULL;
  if (!program) return -EINVAL;
  if (header->cwd && !(words->cwd = spawn_string(block, size, header->cwd))) return -EINVAL;
  int result = spawn_list_allocate(header->args_count, size, &words->argv);
  if (result < 0) return result;
  words->argv[0] = (char *)(uintptr_t)program;
  if (!spawn_strings(block, size, header->args, header->args_count, words->argv + 1)) return -EINVAL;
  result = spawn_environment_read(block, header, &words->envp);
  return result < 0 ? result : spawn_candidates_make(program, words);
}

void spawn_words_free(spawn_words *words) {
  free(words->argv);
  free(words->envp);
  free(words->candidates);
  free(words->paths);
}
