/* raw_syscall.h — system calls without the C library.
 *
 * Two places must not enter it: a new child that still shares its parent's memory (no lock, no errno of the parent's
 * thread, no lazy binding of a symbol), and the keeper, which the kernel starts without a dynamic loader. Code there is
 * marked ARIA_BARE: no stack protector (its canary stands in thread-local storage) and no sanitizer (its run time is
 * the parent's, or missing).
 */
#ifndef ARIA_RAW_SYSCALL_H
#define ARIA_RAW_SYSCALL_H

#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

#if defined(__clang__)
#define ARIA_BARE                                                                                                      \
  __attribute__((no_sanitize("address", "thread", "undefined", "memory"), disable_sanitizer_instrumentation,           \
                 no_stack_protector))
#elif defined(__GNUC__) && __GNUC__ >= 11
#define ARIA_BARE __attribute__((no_sanitize("address", "thread", "undefined"), no_stack_protector))
#else
#define ARIA_BARE __attribute__((no_sanitize("address", "thread", "undefined"), optimize("no-stack-protector")))
#endif

/* Returns what the kernel does: a result, or a negative errno. */
#if defined(__x86_64__)
#define ARIA_HAS_RAW_SYSCALL 1
ARIA_BARE static inline long raw_syscall(long number, long a, long b, long c, long d, long e, long f) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = e;
  register long r9 __asm__("r9") = f;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
#define ARIA_HAS_RAW_SYSCALL 1
ARIA_BARE static inline long raw_syscall(long number, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = number;
  register long x0 __asm__("x0") = a;
  register long x1 __asm__("x1") = b;
  register long x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d;
  register long x4 __asm__("x4") = e;
  register long x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
#else
static inline long raw_syscall(long number, long a, long b, long c, long d, long e, long f) {
  long result = syscall(number, a, b, c, d, e, f);
  return result < 0 ? -errno : result;
}
#endif

#define RAW0(number)                RAW6(number, 0, 0, 0, 0, 0, 0)
#define RAW1(number, a)             RAW6(number, a, 0, 0, 0, 0, 0)
#define RAW2(number, a, b)          RAW6(number, a, b, 0, 0, 0, 0)
#define RAW3(number, a, b, c)       RAW6(number, a, b, c, 0, 0, 0)
#define RAW4(number, a, b, c, d)    RAW6(number, a, b, c, d, 0, 0)
#define RAW5(number, a, b, c, d, e) RAW6(number, a, b, c, d, e, 0)
#define RAW6(number, a, b, c, d, e, f)                                                                                 \
  raw_syscall(number, (long)(a), (long)(b), (long)(c), (long)(d), (long)(e), (long)(f))

/* Newer than the headers that the library may be built with; the same on every architecture. */
#ifndef SYS_pidfd_send_signal
#define SYS_pidfd_send_signal 424
#endif
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef PIDFD_SIGNAL_PROCESS_GROUP
#define PIDFD_SIGNAL_PROCESS_GROUP (1u << 2)
#endif

#endif
