"""An OTLP/gRPC receiver that shares no code with the package: grpcio and opentelemetry-proto only.

    otlp_receiver.py [--listen 127.0.0.1:0] [--output FILE] [--requests N] [--deadline SECONDS]
                     [--answers SCRIPT] [--limit BYTES]

Prints `listening on 127.0.0.1:PORT`, takes metrics, traces and logs, and writes what arrived as JSON when it is told
to stop (SIGTERM, SIGINT), when it has seen N requests, or when the deadline has passed. It answers that all was taken,
unless a script says otherwise (see answers.py), and takes no request of more than so many bytes.

The JSON holds the latest point of every series, every span and log record, how much was received, how much of that was
kept and how much rejected, how much came in requests that were refused, and `problems`: one sentence for each thing a
collector could not make sense of. What was refused stands nowhere else.
"""

import argparse
import json
import signal
import sys
import threading
from concurrent import futures

import grpc
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2, logs_service_pb2_grpc
from opentelemetry.proto.collector.metrics.v1 import metrics_service_pb2, metrics_service_pb2_grpc
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2, trace_service_pb2_grpc

from answers import Script, respond
from arrivals import Arrivals


def points_in(request):
    metrics = [
        metric for resource in request.resource_metrics for scope in resource.scope_metrics for metric in scope.metrics
    ]
    kinds = [(metric, metric.WhichOneof("data")) for metric in metrics]
    return sum(len(getattr(metric, kind).data_points) for metric, kind in kinds if kind)


def spans_in(request):
    return sum(len(scope.spans) for resource in request.resource_spans for scope in resource.scope_spans)


def records_in(request):
    return sum(len(scope.log_records) for resource in request.resource_logs for scope in resource.scope_logs)


class Service:
    """The three collector services: each notes the request and answers as the script says."""

    def __init__(self, receiver, add, items, count, response, after):
        self.receiver, self.add, self.items, self.count = receiver, add, items, count
        self.response, self.after = response, after

    def Export(self, request, context):  # the name is the protocol's
        answer = self.receiver.script.next()
        arrivals = self.receiver.arrivals
        if arrivals.note_call(self.items, self.count(request), answer, context.invocation_metadata()):
            self.add(request)
        self.after()
        return respond(context, answer, self.response())


class Receiver:
    """A receiver that serves from its making until `stop`."""

    def __init__(self, listen="127.0.0.1:0", after_request=lambda: None, script="", limit=64 << 20):
        self.arrivals = Arrivals()
        self.script = Script(script)
        self.server = grpc.server(
            futures.ThreadPoolExecutor(max_workers=4),
            options=[("grpc.max_receive_message_length", limit), ("grpc.so_reuseport", 0)],
        )
        for add, items, count, response, register in (
            (
                self.arrivals.add_metrics,
                "data_points",
                points_in,
                metrics_service_pb2.ExportMetricsServiceResponse,
                metrics_service_pb2_grpc.add_MetricsServiceServicer_to_server,
            ),
            (
                self.arrivals.add_spans,
                "spans",
                spans_in,
                trace_service_pb2.ExportTraceServiceResponse,
                trace_service_pb2_grpc.add_TraceServiceServicer_to_server,
            ),
            (
                self.arrivals.add_log_records,
                "log_records",
                records_in,
                logs_service_pb2.ExportLogsServiceResponse,
                logs_service_pb2_grpc.add_LogsServiceServicer_to_server,
            ),
        ):
            register(Service(self, add, items, count, response, after_request), self.server)
        self.port = self.server.add_insecure_port(listen)
        self.server.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def stop(self):
        """Ends what is under way and returns what arrived."""
        self.server.stop(grace=5).wait()
        return self.arrivals.as_json()


def main():
    parser = argparse.ArgumentParser(description="An independent OTLP/gRPC receiver.")
    parser.add_argument("--listen", default="127.0.0.1:0", metavar="ADDRESS")
    parser.add_argument("--output", metavar="FILE", help="where the JSON goes; standard output unless given")
    parser.add_argument("--requests", type=int, metavar="N", help="stop after so many requests")
    parser.add_argument("--deadline", type=float, metavar="SECONDS", help="stop after so long")
    parser.add_argument("--answers", default="", metavar="SCRIPT", help="what is said to the first requests")
    parser.add_argument("--limit", type=int, default=64 << 20, metavar="BYTES", help="of a request; 64 MiB unless given")
    options = parser.parse_args()

    done = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: done.set())
    remaining = threading.Semaphore(options.requests - 1) if options.requests else None

    def after_request():
        if remaining and not remaining.acquire(blocking=False):
            done.set()

    receiver = Receiver(options.listen, after_request, options.answers, options.limit)
    print(f"listening on 127.0.0.1:{receiver.port}", flush=True)
    done.wait(options.deadline)
    text = json.dumps(receiver.stop(), indent=1)
    if options.output:
        with open(options.output, "w", encoding="utf-8") as file:
            file.write(text + "\n")
    else:
        print(text)


if __name__ == "__main__":
    sys.exit(main())
