#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H

#include <stdint.h>

/// What `make` returns in a forked child of this process, which Swift does not let itself start; 0 when that failed.
uint64_t ctestsupport_in_forked_child(uint64_t (*_Nonnull make)(void));

/// Runs `body` in a forked child that then ends by `exit`, with every hook of the parent; returns what it ends with, or -1.
int ctestsupport_child_that_exits(void (*_Nonnull body)(void));

/// Runs the program at `path` with three arguments in a forked child; returns what it ends with, or -1.
int ctestsupport_child_that_executes(
    const char *_Nonnull path, const char *_Nonnull first, const char *_Nonnull second, const char *_Nonnull third);

#endif
