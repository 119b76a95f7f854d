"""What the independent receiver says to requests, other than that all was taken.

A script is a list of answers, separated by commas; the first request gets the first one, and so on:

    ok                      all is taken
    partial N [WORDS]       all but N items are taken; with 0 the words are a warning
    STATUS [retry=SECONDS]  nothing is taken, such as `unavailable retry=0.05`; a pause is named as RetryInfo
    large BYTES             all is taken, and the answer has so many bytes, which gzip makes few

Whoever comes after the last answer gets `ok`.
"""

import threading
import typing

import grpc
from google.protobuf import any_pb2, descriptor_pb2, descriptor_pool, duration_pb2, message_factory

STATUSES = {code.name.lower(): code for code in grpc.StatusCode if code is not grpc.StatusCode.OK}


class Answer(typing.NamedTuple):
    status: grpc.StatusCode | None = None
    retry: float | None = None
    rejected: int = 0
    message: str = ""
    is_compressed: bool = False

    @property
    def is_acceptance(self):
        return self.status is None


OK = Answer()


def answer(text):
    """The answer that `text` names; ValueError for what names none."""
    name, *words = text.split()
    if name == "ok" and not words:
        return OK
    if name == "partial" and words:
        return Answer(rejected=int(words[0]), message=" ".join(words[1:]))
    if name == "large" and len(words) == 1:
        return Answer(message="x" * int(words[0]), is_compressed=True)
    if name in STATUSES and not words:
        return Answer(status=STATUSES[name])
    if name in STATUSES and len(words) == 1 and words[0].startswith("retry="):
        return Answer(status=STATUSES[name], retry=float(words[0].removeprefix("retry=")))
    raise ValueError(f"expected ok, partial N, large BYTES or a status with or without retry=SECONDS, found {text!r}")


class Script:
    """Answers in turn, from any thread."""

    def __init__(self, text=""):
        self.lock = threading.Lock()
        self.left = [answer(part) for part in text.split(",") if part.strip()]

    def next(self):
        with self.lock:
            return self.left.pop(0) if self.left else OK


def respond(context, given, response):
    """Ends the call of `context` as `given` says; `response` is the message of its service."""
    if not given.is_acceptance:
        words = f"told to say {given.status.name}"
        if given.retry is not None:
            details = status_details(given.status, words, given.retry)
            context.set_trailing_metadata([("grpc-status-details-bin", details)])
        context.abort(given.status, words)
    if given.is_compressed:
        context.set_compression(grpc.Compression.Gzip)
    if given.rejected or given.message:
        partial = response.partial_success
        (count,) = (field.name for field in partial.DESCRIPTOR.fields if field.name.startswith("rejected_"))
        setattr(partial, count, given.rejected)
        partial.error_message = given.message
    return response


def status_details(status, words, seconds):
    """The bytes of a google.rpc.Status that asks for a pause."""
    pause = duration_pb2.Duration()
    pause.FromNanoseconds(round(seconds * 10**9))
    detail = any_pb2.Any()
    detail.Pack(MESSAGES["google.rpc.RetryInfo"](retry_delay=pause))
    return MESSAGES["google.rpc.Status"](
        code=status.value[0], message=words, details=[detail]
    ).SerializeToString()


def _messages():
    """Status and RetryInfo of google.rpc, which protobuf does not come with."""
    field = descriptor_pb2.FieldDescriptorProto
    file = descriptor_pb2.FileDescriptorProto(
        name="answers.proto",
        package="google.rpc",
        syntax="proto3",
        dependency=["google/protobuf/any.proto", "google/protobuf/duration.proto"],
    )
    status = file.message_type.add(name="Status")
    status.field.add(name="code", number=1, type=field.TYPE_INT32, label=field.LABEL_OPTIONAL)
    status.field.add(name="message", number=2, type=field.TYPE_STRING, label=field.LABEL_OPTIONAL)
    status.field.add(
        name="details",
        number=3,
        type=field.TYPE_MESSAGE,
        type_name=".google.protobuf.Any",
        label=field.LABEL_REPEATED,
    )
    file.message_type.add(name="RetryInfo").field.add(
        name="retry_delay",
        number=1,
        type=field.TYPE_MESSAGE,
        type_name=".google.protobuf.Duration",
        label=field.LABEL_OPTIONAL,
    )
    pool = descriptor_pool.Default()
    pool.Add(file)
    return {
        name: message_factory.GetMessageClass(pool.FindMessageTypeByName(name))
        for name in ("google.rpc.Status", "google.rpc.RetryInfo")
    }


MESSAGES = _messages()
