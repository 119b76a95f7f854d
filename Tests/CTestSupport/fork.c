#include "CTestSupport.h"

#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

uint64_t ctestsupport_in_forked_child(uint64_t (*make)(void)) {
  int ends[2];
  if (pipe(ends) != 0) return 0;
  pid_t child = fork();
  if (child == 0) {
    // A child that waits for what never comes is ended, and counts as failed.
    alarm(30);
    uint64_t value = make();
    _exit(write(ends[1], &value, sizeof value) == sizeof value ? 0 : 1);
  }
  close(ends[1]);
  uint64_t value = 0;
  if (child < 0 || read(ends[0], &value, sizeof value) != sizeof value) value = 0;
  close(ends[0]);
  if (child > 0) waitpid(child, 0, 0);
  return value;
}

static int end_of(pid_t child) {
  int status = 0;
  if (child < 0 || waitpid(child, &status, 0) != child) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

int ctestsupport_child_that_exits(void (*body)(void)) {
  pid_t child = fork();
  if (child == 0) {
    alarm(30);
    body();
    exit(0);
  }
  return end_of(child);
}

int ctestsupport_child_that_executes(
    const char *path, const char *first, const char *second, const char *third) {
  pid_t child = fork();
  if (child == 0) {
    execl(path, path, first, second, third, (char *)0);
    _exit(127);
  }
  return end_of(child);
}
