#ifndef CSIGNALS_H
#define CSIGNALS_H

// Signals that ask a process to end, as bytes in a pipe: what runs inside a signal handler must not be Swift, which may
// allocate or take a lock anywhere.

/// Writes `number` to `descriptor` as one byte whenever the signal comes; returns 1 if it does from now on, 0 if the program
/// ignores the signal and it is left alone, and -1 if the system refuses.
///
/// A forked child treats the signal as if nobody had watched it.
int csignals_watch(int number, int descriptor);

/// Lets the signal do what it did before it was watched.
void csignals_release(int number);

#endif
