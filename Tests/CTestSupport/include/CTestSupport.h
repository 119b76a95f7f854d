#ifndef CTESTSUPPORT_H
#define CTESTSUPPORT_H

#include <stdint.h>

/// What `make` returns in a forked child of this process, which Swift does not let itself start; 0 when that failed.
uint64_t ctestsupport_in_forked_child(uint64_t (*_Nonnull make)(void));

#endif
