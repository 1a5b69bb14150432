/* signals.c — names of signals. */
#include "internal.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

typedef struct signal_entry {
  int32_t number;
  const char *name;
} signal_entry;

/* The first name of a number is the one that is told. */
static const signal_entry signal_entries[] = {
    {SIGHUP, "HUP"},       {SIGINT, "INT"},   {SIGQUIT, "QUIT"}, {SIGILL, "ILL"},   {SIGTRAP, "TRAP"},
    {SIGABRT, "ABRT"},     {SIGBUS, "BUS"},   {SIGFPE, "FPE"},   {SIGKILL, "KILL"}, {SIGUSR1, "USR1"},
    {SIGSEGV, "SEGV"},     {SIGUSR2, "USR2"}, {SIGPIPE, "PIPE"}, {SIGALRM, "ALRM"}, {SIGTERM, "TERM"},
    {SIGCHLD, "CHLD"},     {SIGCONT, "CONT"}, {SIGSTOP, "STOP"}, {SIGTSTP, "TSTP"}, {SIGTTIN, "TTIN"},
    {SIGTTOU, "TTOU"},     {SIGURG, "URG"},   {SIGXCPU, "XCPU"}, {SIGXFSZ, "XFSZ"}, {SIGVTALRM, "VTALRM"},
    {SIGPROF, "PROF"},     {SIGSYS, "SYS"},   {SIGIOT, "IOT"},
#ifdef SIGSTKFLT
    {SIGSTKFLT, "STKFLT"},
#endif
#ifdef SIGWINCH
    {SIGWINCH, "WINCH"},
#endif
#ifdef SIGIO
    {SIGIO, "IO"},
#endif
#ifdef SIGPOLL
    {SIGPOLL, "POLL"},
#endif
#ifdef SIGPWR
    {SIGPWR, "PWR"},
#endif
#ifdef SIGINFO
    {SIGINFO, "INFO"},
#endif
#ifdef SIGEMT
    {SIGEMT, "EMT"},
#endif
#ifdef SIGCLD
    {SIGCLD, "CLD"},
#endif
};

#ifdef SIGRTMIN

/* Real-time signals count from both ends, as in the usual lists: RTMIN+15 is followed by RTMAX-14. */
static const char *const signal_from_first[] = {
    "RTMIN",   "RTMIN+1", "RTMIN+2",  "RTMIN+3",  "RTMIN+4",  "RTMIN+5",  "RTMIN+6",  "RTMIN+7",
    "RTMIN+8", "RTMIN+9", "RTMIN+10", "RTMIN+11", "RTMIN+12", "RTMIN+13", "RTMIN+14", "RTMIN+15",
};
static const char *const signal_from_last[] = {
    "RTMAX",   "RTMAX-1", "RTMAX-2",  "RTMAX-3",  "RTMAX-4",  "RTMAX-5",  "RTMAX-6",  "RTMAX-7",
    "RTMAX-8", "RTMAX-9", "RTMAX-10", "RTMAX-11", "RTMAX-12", "RTMAX-13", "RTMAX-14",
};
enum {
  SIGNAL_FROM_FIRST = sizeof signal_from_first / sizeof *signal_from_first,
  SIGNAL_FROM_LAST = sizeof signal_from_last / sizeof *signal_from_last,
};

static int32_t signal_real_time_number(const char *name) {
  for (int32_t i = 0; i < SIGNAL_FROM_FIRST; i++) {
    if (strcmp(name, signal_from_first[i]) == 0 && SIGRTMIN + i <= SIGRTMAX) return SIGRTMIN + i;
  }
  for (int32_t i = 0; i < SIGNAL_FROM_LAST; i++) {
    if (strcmp(name, signal_from_last[i]) == 0 && SIGRTMAX - i >= SIGRTMIN) return SIGRTMAX - i;
  }
  return 0;
}

static const char *signal_real_time_name(int32_t number) {
  if (number < SIGRTMIN || number > SIGRTMAX) return NULL;
  if (SIGRTMAX - number < SIGNAL_FROM_LAST) return signal_from_last[SIGRTMAX - number];
  return number - SIGRTMIN < SIGNAL_FROM_FIRST ? signal_from_first[number - SIGRTMIN] : NULL;
}

#else

static int32_t signal_real_time_number(const char *name) { return (void)name, 0; }

static const char *signal_real_time_name(int32_t number) { return (void)number, NULL; }

#endif

int32_t aria_signal_number(const char *name) {
  for (size_t i = 0; i < sizeof signal_entries / sizeof *signal_entries; i++) {
    if (strcmp(name, signal_entries[i].name) == 0) return signal_entries[i].number;
  }
  return signal_real_time_number(name);
}

const char *aria_signal_name(int32_t number) {
  for (size_t i = 0; i < sizeof signal_entries / sizeof *signal_entries; i++) {
    if (signal_entries[i].number == number) return signal_entries[i].name;
  }
  return signal_real_time_name(number);
}
