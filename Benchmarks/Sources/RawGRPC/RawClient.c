#include "RawGRPC.h"
#include <grpc/byte_buffer.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct raw_client {
  grpc_channel *channel;
  grpc_completion_queue *queue;
};

raw_client *raw_client_connect(int port) {
  grpc_init();
  raw_client *client = calloc(1, sizeof *client);
  char target[32];
  snprintf(target, sizeof target, "ipv4:127.0.0.1:%d", port);
  grpc_channel_credentials *credentials = grpc_insecure_credentials_create();
  client->channel = grpc_channel_create(target, credentials, NULL);
  grpc_channel_credentials_release(credentials);
  client->queue = grpc_completion_queue_create_for_pluck(NULL);
  return client;
}

static void forget(void *bytes) { (void)bytes; }

int raw_client_call(raw_client *client, const char *method, const void *bytes, size_t count) {
  grpc_slice slice = grpc_slice_new_with_user_data((void *)bytes, count, forget, NULL);
  grpc_byte_buffer *message = grpc_raw_byte_buffer_create(&slice, 1);
  grpc_slice_unref(slice);
  gpr_timespec deadline =
      gpr_time_add(gpr_now(GPR_CLOCK_MONOTONIC), gpr_time_from_seconds(30, GPR_TIMESPAN));
  grpc_call *call = grpc_channel_create_call(client->channel, NULL, GRPC_PROPAGATE_DEFAULTS, client->queue,
                                             grpc_slice_from_static_string(method), NULL, deadline, NULL);
  grpc_metadata_array initial, trailing;
  grpc_metadata_array_init(&initial);
  grpc_metadata_array_init(&trailing);
  grpc_byte_buffer *answer = NULL;
  grpc_status_code status = GRPC_STATUS_UNKNOWN;
  grpc_slice details = grpc_empty_slice();

  grpc_op ops[6];
  memset(ops, 0, sizeof ops);
  ops[0].op = GRPC_OP_SEND_INITIAL_METADATA;
  ops[1].op = GRPC_OP_SEND_MESSAGE;
  ops[1].data.send_message.send_message = message;
  ops[2].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
  ops[3].op = GRPC_OP_RECV_INITIAL_METADATA;
  ops[3].data.recv_initial_metadata.recv_initial_metadata = &initial;
  ops[4].op = GRPC_OP_RECV_MESSAGE;
  ops[4].data.recv_message.recv_message = &answer;
  ops[5].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
  ops[5].data.recv_status_on_client.trailing_metadata = &trailing;
  ops[5].data.recv_status_on_client.status = &status;
  ops[5].data.recv_status_on_client.status_details = &details;
  if (grpc_call_start_batch(call, ops, 6, call, NULL) == GRPC_CALL_OK) {
    grpc_completion_queue_pluck(client->queue, call, gpr_inf_future(GPR_CLOCK_MONOTONIC), NULL);
  }

  grpc_slice_unref(details);
  if (answer) grpc_byte_buffer_destroy(answer);
  grpc_byte_buffer_destroy(message);
  grpc_metadata_array_destroy(&initial);
  grpc_metadata_array_destroy(&trailing);
  grpc_call_unref(call);
  return status == GRPC_STATUS_OK;
}

void raw_client_close(raw_client *client) {
  grpc_channel_destroy(client->channel);
  grpc_completion_queue_shutdown(client->queue);
  grpc_completion_queue_destroy(client->queue);
  free(client);
  grpc_shutdown();
}
