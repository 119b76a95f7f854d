#include "CSignals.h"

#include <errno.h>
#include <signal.h>
#include <sys/types.h>
#include <unistd.h>

#define HIGHEST 64

static struct sigaction previous[HIGHEST + 1];
static volatile pid_t owner;
static volatile int pipe_end = -1;

static void note(int number) {
  int saved = errno;
  if (getpid() == owner) {
    unsigned char byte = (unsigned char)number;
    // A full pipe already says that it is time to end.
    if (write(pipe_end, &byte, 1) < 0) { }
  } else {
    sigaction(number, &previous[number], NULL);
    raise(number);
  }
  errno = saved;
}

int csignals_watch(int number, int descriptor) {
  struct sigaction before;
  if (number < 1 || number > HIGHEST || sigaction(number, NULL, &before) != 0) return -1;
  if (!(before.sa_flags & SA_SIGINFO) && before.sa_handler == SIG_IGN) return 0;
  previous[number] = before;
  owner = getpid();
  pipe_end = descriptor;
  struct sigaction ours = {0};
  ours.sa_handler = note;
  ours.sa_flags = SA_RESTART;
  sigemptyset(&ours.sa_mask);
  return sigaction(number, &ours, NULL) == 0 ? 1 : -1;
}

void csignals_release(int number) {
  if (number >= 1 && number <= HIGHEST) sigaction(number, &previous[number], NULL);
}
