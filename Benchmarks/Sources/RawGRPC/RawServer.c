#include "RawGRPC.h"
#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct raw_server {
  grpc_server *server;
  grpc_completion_queue *queue;
  pthread_t thread;
  int port;
  _Atomic uint64_t received;
  /// Held by whoever wants that nothing is answered.
  pthread_mutex_t answering;
};

/// One call, from its arrival to its end; its address is its tag.
typedef struct {
  enum { ARRIVED, READ, ANSWERED } stage;
  grpc_call *call;
  grpc_call_details details;
  grpc_metadata_array metadata;
  grpc_byte_buffer *message;
  int cancelled;
} raw_call;

static void await_call(raw_server *server) {
  raw_call *call = calloc(1, sizeof *call);
  grpc_call_details_init(&call->details);
  grpc_metadata_array_init(&call->metadata);
  grpc_server_request_call(server->server, &call->call, &call->details, &call->metadata, server->queue,
                           server->queue, call);
}

static void free_call(raw_call *call) {
  grpc_call_details_destroy(&call->details);
  grpc_metadata_array_destroy(&call->metadata);
  if (call->message) grpc_byte_buffer_destroy(call->message);
  if (call->call) grpc_call_unref(call->call);
  free(call);
}

static void read_message(raw_call *call) {
  grpc_op ops[2];
  memset(ops, 0, sizeof ops);
  ops[0].op = GRPC_OP_SEND_INITIAL_METADATA;
  ops[1].op = GRPC_OP_RECV_MESSAGE;
  ops[1].data.recv_message.recv_message = &call->message;
  call->stage = READ;
  grpc_call_start_batch(call->call, ops, 2, call, NULL);
}

static void answer(raw_server *server, raw_call *call) {
  pthread_mutex_lock(&server->answering);
  pthread_mutex_unlock(&server->answering);
  if (call->message) server->received += grpc_byte_buffer_length(call->message);
  grpc_slice nothing = grpc_empty_slice();
  grpc_byte_buffer *empty = grpc_raw_byte_buffer_create(&nothing, 1);
  grpc_op ops[3];
  memset(ops, 0, sizeof ops);
  ops[0].op = GRPC_OP_SEND_MESSAGE;
  ops[0].data.send_message.send_message = empty;
  ops[1].op = GRPC_OP_SEND_STATUS_FROM_SERVER;
  ops[1].data.send_status_from_server.status = GRPC_STATUS_OK;
  ops[2].op = GRPC_OP_RECV_CLOSE_ON_SERVER;
  ops[2].data.recv_close_on_server.cancelled = &call->cancelled;
  call->stage = ANSWERED;
  grpc_call_start_batch(call->call, ops, 3, call, NULL);
  grpc_byte_buffer_destroy(empty);
}

static void *serve(void *argument) {
  raw_server *server = argument;
  for (int i = 0; i < 16; i++) await_call(server);
  while (1) {
    grpc_event event =
        grpc_completion_queue_next(server->queue, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
    if (event.type == GRPC_QUEUE_SHUTDOWN) return NULL;
    if (event.tag == server) {
      // The server has shut down; what is left in the queue drains.
      grpc_completion_queue_shutdown(server->queue);
      continue;
    }
    raw_call *call = event.tag;
    if (!event.success || call->stage == ANSWERED) {
      free_call(call);
    } else if (call->stage == ARRIVED) {
      await_call(server);
      read_message(call);
    } else {
      answer(server, call);
    }
  }
}

raw_server *raw_server_start(void) {
  grpc_init();
  raw_server *server = calloc(1, sizeof *server);
  pthread_mutex_init(&server->answering, NULL);
  server->server = grpc_server_create(NULL, NULL);
  server->queue = grpc_completion_queue_create_for_next(NULL);
  grpc_server_register_completion_queue(server->server, server->queue, NULL);
  grpc_server_credentials *credentials = grpc_insecure_server_credentials_create();
  server->port = grpc_server_add_http2_port(server->server, "127.0.0.1:0", credentials);
  grpc_server_credentials_release(credentials);
  grpc_server_start(server->server);
  pthread_create(&server->thread, NULL, serve, server);
  return server;
}

int raw_server_port(const raw_server *server) { return server->port; }

uint64_t raw_server_received(const raw_server *server) { return server->received; }

void raw_server_hold(raw_server *server) { pthread_mutex_lock(&server->answering); }

void raw_server_release(raw_server *server) { pthread_mutex_unlock(&server->answering); }

void raw_server_stop(raw_server *server) {
  grpc_server_shutdown_and_notify(server->server, server->queue, server);
  grpc_server_cancel_all_calls(server->server);
  pthread_join(server->thread, NULL);
  grpc_server_destroy(server->server);
  grpc_completion_queue_destroy(server->queue);
  pthread_mutex_destroy(&server->answering);
  free(server);
  grpc_shutdown();
}
