#pragma once
#include <stddef.h>
#include <stdint.h>

/// The floor of every export figure: the gRPC core with nothing of this library around it.

typedef struct raw_server raw_server;
typedef struct raw_client raw_client;

/// A server on a free loopback port that reads every request, throws it away and answers with no bytes.
raw_server *raw_server_start(void);
int raw_server_port(const raw_server *server);
/// How many bytes of requests it has thrown away.
uint64_t raw_server_received(const raw_server *server);
/// From here on it answers nothing, until it is released.
void raw_server_hold(raw_server *server);
void raw_server_release(raw_server *server);
void raw_server_stop(raw_server *server);

/// The same server in a process of its own, whose work does not count as this one's; it ends with this one.
typedef struct raw_server_process {
  int pid;
  int port;
} raw_server_process;

/// To be called before there is a second thread; a port of 0 when it failed.
raw_server_process raw_server_process_start(void);
void raw_server_process_stop(raw_server_process process);

raw_client *raw_client_connect(int port);
/// One unary call with the bytes given, which are not copied; 1 when it was answered with OK.
int raw_client_call(raw_client *client, const char *method, const void *bytes, size_t count);
void raw_client_close(raw_client *client);
