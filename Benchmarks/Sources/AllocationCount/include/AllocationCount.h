#ifndef ALLOCATION_COUNT_H
#define ALLOCATION_COUNT_H

#include <stdint.h>

/// How many blocks of memory the calling thread has asked for so far; 0 where that cannot be counted.
uint64_t allocation_count(void);

/// How many bytes of memory the process has in use, as its allocator sees it; 0 where that is not known.
uint64_t allocated_bytes(void);

/// A small number of the calling thread's own.
int thread_number(void);

#endif
