#include "RawGRPC.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

raw_server_process raw_server_process_start(void) {
  raw_server_process process = {0, 0};
  int ports[2];
  int lives[2];
  if (pipe(ports) != 0 || pipe(lives) != 0) return process;
  process.pid = fork();
  if (process.pid == 0) {
    close(lives[1]);
    raw_server *server = raw_server_start();
    int port = raw_server_port(server);
    if (write(ports[1], &port, sizeof port) != sizeof port) _exit(1);
    // Until the other end is closed, by the end of the process that has it.
    char nothing;
    while (read(lives[0], &nothing, 1) > 0) {
    }
    _exit(0);
  }
  close(ports[1]);
  close(lives[0]);
  if (process.pid < 0 || read(ports[0], &process.port, sizeof process.port) != sizeof process.port)
    process.port = 0;
  close(ports[0]);
  return process;
}

void raw_server_process_stop(raw_server_process process) {
  if (process.pid <= 0) return;
  kill(process.pid, SIGKILL);
  waitpid(process.pid, NULL, 0);
}
