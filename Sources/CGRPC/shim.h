#pragma once

// The C core of gRPC, and the few things about it that Swift cannot express: macros over a union, unions of
// operations, and a logging hook that exists in some releases only. Nothing here holds state.

// First, because gRPC's headers define _GNU_SOURCE: the C library must look the same here as in Swift's own module.
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/types.h>

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/grpc_security.h>
#include <grpc/slice.h>
#include <grpc/status.h>
#include <grpc/support/alloc.h>
#include <grpc/support/thd_id.h>
#include <grpc/support/time.h>

// MARK: Slices

/// GRPC_SLICE_START_PTR is a macro over a union. A short slice keeps its bytes inside the struct, so the result
/// is valid only as long as the struct `slice` points to.
static inline const uint8_t *cgrpc_slice_start(const grpc_slice *slice) {
  return slice->refcount ? slice->data.refcounted.bytes : slice->data.inlined.bytes;
}

/// GRPC_SLICE_LENGTH is a macro over a union.
static inline size_t cgrpc_slice_length(const grpc_slice *slice) {
  return slice->refcount ? slice->data.refcounted.length : slice->data.inlined.length;
}

// MARK: Arguments

/// `grpc_arg` is a union with a tag; only C checks that the two agree. Both pointers are borrowed.
static inline grpc_arg cgrpc_argument_string(char *key, char *value) {
  grpc_arg argument = {.type = GRPC_ARG_STRING, .key = key};
  argument.value.string = value;
  return argument;
}

/// See `cgrpc_argument_string`.
static inline grpc_arg cgrpc_argument_integer(char *key, int value) {
  grpc_arg argument = {.type = GRPC_ARG_INTEGER, .key = key};
  argument.value.integer = value;
  return argument;
}

// MARK: Metadata to send

/// Entries this side owns: every key and value holds one reference.
typedef struct cgrpc_metadata_list {
  grpc_metadata *entries;
  size_t count;
} cgrpc_metadata_list;

/// Allocates room for `count` entries that the caller fills at once; `grpc_metadata` has no Swift initializer
/// that leaves out the fields reserved for the core.
static inline cgrpc_metadata_list cgrpc_metadata_list_create(size_t count) {
  cgrpc_metadata_list list = {(grpc_metadata *)gpr_zalloc(count * sizeof(grpc_metadata)), count};
  return list;
}

static inline void cgrpc_metadata_list_destroy(cgrpc_metadata_list *list) {
  for (size_t index = 0; index < list->count; index++) {
    grpc_slice_unref(list->entries[index].key);
    grpc_slice_unref(list->entries[index].value);
  }
  gpr_free(list->entries);
  memset(list, 0, sizeof(*list));
}

// MARK: A unary call, seen by the client

/// GRPC_PROPAGATE_DEFAULTS is a macro Swift does not import.
static const uint32_t cgrpc_propagate_defaults = GRPC_PROPAGATE_DEFAULTS;

/// Everything the core reads from or writes to between the start of a call and its end. Its address is the tag
/// of the call, so it stays put until the tag has come back.
typedef struct cgrpc_client_call {
  cgrpc_metadata_list metadata;
  grpc_byte_buffer *request;
  grpc_metadata_array initial_metadata;
  grpc_byte_buffer *response;
  grpc_metadata_array trailing_metadata;
  grpc_status_code status;
  grpc_slice status_message;
  const char *error;
} cgrpc_client_call;

/// Takes over `metadata` and `request`.
static inline void cgrpc_client_call_init(cgrpc_client_call *state, cgrpc_metadata_list metadata,
                                          grpc_byte_buffer *request) {
  memset(state, 0, sizeof(*state));
  state->metadata = metadata;
  state->request = request;
  state->status_message = grpc_empty_slice();
  grpc_metadata_array_init(&state->initial_metadata);
  grpc_metadata_array_init(&state->trailing_metadata);
}

/// Starts the six operations of a unary call as one batch; `grpc_op` is a union with a tag.
static inline grpc_call_error cgrpc_client_call_start(grpc_call *call, cgrpc_client_call *state) {
  grpc_op ops[6];
  memset(ops, 0, sizeof(ops));
  ops[0].op = GRPC_OP_SEND_INITIAL_METADATA;
  ops[0].data.send_initial_metadata.count = state->metadata.count;
  ops[0].data.send_initial_metadata.metadata = state->metadata.entries;
  ops[1].op = GRPC_OP_SEND_MESSAGE;
  ops[1].data.send_message.send_message = state->request;
  ops[2].op = GRPC_OP_SEND_CLOSE_FROM_CLIENT;
  ops[3].op = GRPC_OP_RECV_INITIAL_METADATA;
  ops[3].data.recv_initial_metadata.recv_initial_metadata = &state->initial_metadata;
  ops[4].op = GRPC_OP_RECV_MESSAGE;
  ops[4].data.recv_message.recv_message = &state->response;
  ops[5].op = GRPC_OP_RECV_STATUS_ON_CLIENT;
  ops[5].data.recv_status_on_client.trailing_metadata = &state->trailing_metadata;
  ops[5].data.recv_status_on_client.status = &state->status;
  ops[5].data.recv_status_on_client.status_details = &state->status_message;
  ops[5].data.recv_status_on_client.error_string = &state->error;
  return grpc_call_start_batch(call, ops, 6, state, NULL);
}

/// Frees what `state` holds: arrays but not their elements (these belong to the call), buffers, the status
/// message and the error text. Only before the start or after the tag has come back.
static inline void cgrpc_client_call_destroy(cgrpc_client_call *state) {
  cgrpc_metadata_list_destroy(&state->metadata);
  if (state->request) grpc_byte_buffer_destroy(state->request);
  if (state->response) grpc_byte_buffer_destroy(state->response);
  grpc_metadata_array_destroy(&state->initial_metadata);
  grpc_metadata_array_destroy(&state->trailing_metadata);
  grpc_slice_unref(state->status_message);
  gpr_free((void *)state->error);
}

// MARK: A unary call, seen by the server

/// Everything the core reads from or writes to while a server handles one call.
typedef struct cgrpc_server_call {
  grpc_call *call;
  grpc_call_details details;
  grpc_metadata_array metadata;
  grpc_byte_buffer *request;
  int cancelled;
  cgrpc_metadata_list initial_metadata;
  cgrpc_metadata_list trailing_metadata;
  grpc_byte_buffer *response;
  grpc_slice status_message;
} cgrpc_server_call;

static inline void cgrpc_server_call_init(cgrpc_server_call *state) {
  memset(state, 0, sizeof(*state));
  grpc_call_details_init(&state->details);
  grpc_metadata_array_init(&state->metadata);
  state->status_message = grpc_empty_slice();
}

/// Asks for the request message; `tag` comes back once it is there or never will be.
static inline grpc_call_error cgrpc_server_call_receive(cgrpc_server_call *state, void *tag) {
  grpc_op op;
  memset(&op, 0, sizeof(op));
  op.op = GRPC_OP_RECV_MESSAGE;
  op.data.recv_message.recv_message = &state->request;
  return grpc_call_start_batch(state->call, &op, 1, tag, NULL);
}

/// Asks to be told when the call is over; `tag` comes back in any case, cancelled or not.
static inline grpc_call_error cgrpc_server_call_watch(cgrpc_server_call *state, void *tag) {
  grpc_op op;
  memset(&op, 0, sizeof(op));
  op.op = GRPC_OP_RECV_CLOSE_ON_SERVER;
  op.data.recv_close_on_server.cancelled = &state->cancelled;
  return grpc_call_start_batch(state->call, &op, 1, tag, NULL);
}

/// Sends what the reply fields of `state` say, with the message only if there is one.
static inline grpc_call_error cgrpc_server_call_reply(cgrpc_server_call *state, grpc_status_code status, void *tag) {
  grpc_op ops[3];
  size_t count = 2;
  memset(ops, 0, sizeof(ops));
  ops[0].op = GRPC_OP_SEND_INITIAL_METADATA;
  ops[0].data.send_initial_metadata.count = state->initial_metadata.count;
  ops[0].data.send_initial_metadata.metadata = state->initial_metadata.entries;
  ops[1].op = GRPC_OP_SEND_STATUS_FROM_SERVER;
  ops[1].data.send_status_from_server.trailing_metadata_count = state->trailing_metadata.count;
  ops[1].data.send_status_from_server.trailing_metadata = state->trailing_metadata.entries;
  ops[1].data.send_status_from_server.status = status;
  ops[1].data.send_status_from_server.status_details = &state->status_message;
  if (state->response) {
    ops[2].op = GRPC_OP_SEND_MESSAGE;
    ops[2].data.send_message.send_message = state->response;
    count = 3;
  }
  return grpc_call_start_batch(state->call, ops, count, tag, NULL);
}

/// Frees what `state` holds, the call included. Only when no tag of the call is outstanding.
static inline void cgrpc_server_call_destroy(cgrpc_server_call *state) {
  cgrpc_metadata_list_destroy(&state->initial_metadata);
  cgrpc_metadata_list_destroy(&state->trailing_metadata);
  if (state->request) grpc_byte_buffer_destroy(state->request);
  if (state->response) grpc_byte_buffer_destroy(state->response);
  grpc_slice_unref(state->status_message);
  grpc_metadata_array_destroy(&state->metadata);
  grpc_call_details_destroy(&state->details);
  if (state->call) grpc_call_unref(state->call);
}

// MARK: What the core logs

// `gpr_set_log_function` left gRPC together with the folder below; later releases log through Abseil.
#if __has_include(<grpc/impl/codegen/log.h>)
#include <grpc/support/log.h>

typedef gpr_log_func_args cgrpc_log_line;

/// Sends every line the core would print to `receive` instead.
static inline void cgrpc_redirect_log(void (*receive)(cgrpc_log_line *line)) { gpr_set_log_function(receive); }
#else
typedef struct cgrpc_log_line {
  const char *file;
  int line;
  const char *message;
} cgrpc_log_line;

static inline void cgrpc_redirect_log(void (*receive)(cgrpc_log_line *line)) { (void)receive; }
#endif
