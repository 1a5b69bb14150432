/* spawn_clone.c — clone(2) by hand.
 *
 * The C library's clone is not used where we can do without: sanitizers take it for a fork.
 */
#include "spawn.h"

#include <errno.h>
#include <sched.h>

#if defined(__x86_64__)
__asm__(".text\n"
        ".p2align 4\n"
        ".hidden spawn_clone\n"
        ".globl spawn_clone\n"
        ".type spawn_clone,@function\n"
        "spawn_clone:\n"
        ".cfi_startproc\n"
        "endbr64\n"
        "movq %rcx, %r9\n" /* the child has our registers: its function in r9, its argument in r8 */
        "xorl %r10d, %r10d\n"
        "movl $56, %eax\n" /* SYS_clone */
        "syscall\n"
        "testl %eax, %eax\n"
        "jz 1f\n"
        "ret\n"
        "1:\n"
        ".cfi_undefined rip\n"
        "xorl %ebp, %ebp\n"
        "movq %r8, %rdi\n"
        "call *%r9\n"
        "hlt\n"
        ".cfi_endproc\n"
        ".size spawn_clone,.-spawn_clone\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".p2align 4\n"
        ".hidden spawn_clone\n"
        ".globl spawn_clone\n"
        ".type spawn_clone,%function\n"
        "spawn_clone:\n"
        ".cfi_startproc\n"
        "hint 34\n"    /* bti c */
        "mov x9, x3\n" /* the child has our registers: its function in x9, its argument in x10 */
        "mov x10, x4\n"
        "mov x3, xzr\n"
        "mov x4, xzr\n"
        "mov x8, #220\n" /* SYS_clone */
        "svc #0\n"
        "cbz x0, 1f\n"
        "ret\n"
        "1:\n"
        ".cfi_undefined x30\n"
        "mov x29, xzr\n"
        "mov x0, x10\n"
        "blr x9\n"
        "brk #0\n"
        ".cfi_endproc\n"
        ".size spawn_clone,.-spawn_clone\n");
#else
long spawn_clone(unsigned long flags, void *stack, int *pidfd, int (*child_main)(void *), void *argument) {
  int pid = clone(child_main, stack, (int)flags, argument, pidfd);
  return pid < 0 ? -errno : pid;
}
#endif
