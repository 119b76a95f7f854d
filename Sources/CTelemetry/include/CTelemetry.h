#ifndef CTELEMETRY_H
#define CTELEMETRY_H

// The four things recording needs that Swift cannot say: a variable of each thread, a global variable that costs no call,
// an order among instructions that costs none, and a system call with variable arguments.

#include <stdbool.h>
#include <stddef.h>

#if defined(__linux__)
#include <sys/syscall.h>
#include <unistd.h>
#endif

/// What the calling thread keeps; one instruction away, where `pthread_getspecific` is a call.
extern _Thread_local void *_Nullable ctelemetry_thread_value __attribute__((tls_model("initial-exec")));

/// Swift does not import thread-local variables.
static inline void *_Nullable ctelemetry_thread_value_get(void) { return ctelemetry_thread_value; }

/// Swift does not import thread-local variables.
static inline void ctelemetry_thread_value_set(void *_Nullable value) { ctelemetry_thread_value = value; }

/// How many forks lie between this process and the one that was started; changes only while a child has one thread.
extern int ctelemetry_fork_count;

static inline int ctelemetry_fork_count_get(void) { return __atomic_load_n(&ctelemetry_fork_count, __ATOMIC_RELAXED); }

static inline void ctelemetry_fork_count_add(void) { __atomic_fetch_add(&ctelemetry_fork_count, 1, __ATOMIC_RELAXED); }

/// Keeps the compiler from moving memory accesses across; Swift only has fences the processor executes too.
static inline void ctelemetry_compiler_fence(void) { __atomic_signal_fence(__ATOMIC_SEQ_CST); }

/// `syscall` has variable arguments, which Swift does not import. The commands are those of `linux/membarrier.h`, which
/// older headers lack: 16 registers the process, 8 makes every thread of it execute a barrier.
static inline bool ctelemetry_membarrier_register(void) {
#if defined(__linux__) && defined(SYS_membarrier)
  return syscall(SYS_membarrier, 16, 0, 0) == 0;
#else
  return false;
#endif
}

/// A full barrier in every running thread of this process; false where the system has none.
static inline bool ctelemetry_membarrier(void) {
#if defined(__linux__) && defined(SYS_membarrier)
  return syscall(SYS_membarrier, 8, 0, 0) == 0;
#else
  return false;
#endif
}

#endif
