"""What arrived at the independent receiver, and what is wrong with it."""

import threading
import time

from opentelemetry.proto.metrics.v1 import metrics_pb2

from values import attributes_of, identity, tagged, tagged_attributes

TEMPORALITY = {
    metrics_pb2.AGGREGATION_TEMPORALITY_UNSPECIFIED: "unspecified",
    metrics_pb2.AGGREGATION_TEMPORALITY_DELTA: "delta",
    metrics_pb2.AGGREGATION_TEMPORALITY_CUMULATIVE: "cumulative",
}
EARLIEST = 1_577_836_800 * 10**9  # 2020: a clock before that was never set


class Arrivals:
    """Everything that arrived, and what is wrong with it."""

    def __init__(self):
        self.lock = threading.Lock()
        self.requests = {"metrics": 0, "traces": 0, "logs": 0}
        self.received = {"data_points": 0, "spans": 0, "log_records": 0}
        self.rejected = dict(self.received)
        self.refused = dict(self.received)
        self.user_agents = []
        self.resources = []
        self.scopes = []
        self.metrics = {}
        self.spans = []
        self.log_records = []
        self.problems = []

    def as_json(self):
        with self.lock:
            metrics = {
                name: {**metric, "series": list(metric["series"].values())}
                for name, metric in sorted(self.metrics.items())
            }
            return {
                "requests": self.requests,
                "received": self.received,
                "kept": {name: count - self.rejected[name] for name, count in self.received.items()},
                "rejected": self.rejected,
                "refused": self.refused,
                "user_agents": self.user_agents,
                "resources": self.resources,
                "scopes": self.scopes,
                "metrics": metrics,
                "spans": self.spans,
                "log_records": self.log_records,
                "problems": self.problems,
            }

    def require(self, condition, problem):
        if not condition and problem not in self.problems:
            self.problems.append(problem)

    def note_call(self, items, count, answer, metadata):
        """Books `count` items of a request and says whether it is to be taken."""
        with self.lock:
            agent = dict(metadata).get("user-agent", "")
            if agent not in self.user_agents:
                self.user_agents.append(agent)
            if answer.is_acceptance:
                self.rejected[items] += min(answer.rejected, count)
            else:
                self.refused[items] += count
        return answer.is_acceptance

    def note_origin(self, resource, scope):
        resource = attributes_of(resource.attributes)
        self.require("service.name" in resource, "resource: no service.name")
        if resource not in self.resources:
            self.resources.append(resource)
        scope = {"name": scope.name, "version": scope.version}
        if scope not in self.scopes:
            self.scopes.append(scope)

    # Metrics

    def add_metrics(self, request):
        with self.lock:
            self.requests["metrics"] += 1
            in_request = set()
            for resource in request.resource_metrics:
                for scope in resource.scope_metrics:
                    self.note_origin(resource.resource, scope.scope)
                    for metric in scope.metrics:
                        self.add_metric(metric, in_request)

    def add_metric(self, metric, in_request):
        kind = metric.WhichOneof("data")
        self.require(kind in ("sum", "gauge", "histogram"), f"{metric.name}: data of kind {kind}")
        if kind is None:
            return
        data = getattr(metric, kind)
        shape = {"kind": kind, "unit": metric.unit, "description": metric.description}
        if kind == "sum":
            shape["monotonic"] = data.is_monotonic
        if kind in ("sum", "histogram"):
            shape["temporality"] = TEMPORALITY[data.aggregation_temporality]
        known = self.metrics.setdefault(metric.name, {**shape, "series": {}})
        for key, found in shape.items():
            self.require(known[key] == found, f"{metric.name}: {key} was {known[key]!r}, became {found!r}")
        self.require(len(data.data_points) > 0, f"{metric.name}: a metric without points")
        for point in data.data_points:
            self.add_point(metric.name, known, point, in_request)

    def add_point(self, name, metric, raw, in_request):
        self.received["data_points"] += 1
        keys = [pair.key for pair in raw.attributes]
        self.require(len(keys) == len(set(keys)), f"{name}: an attribute key twice in one point")
        point = {
            "attributes": attributes_of(raw.attributes),
            "start": raw.start_time_unix_nano,
            "time": raw.time_unix_nano,
        }
        series = identity(point["attributes"])
        if metric["kind"] == "histogram":
            self.read_histogram(name, raw, point)
        else:
            number = raw.WhichOneof("value")
            self.require(number is not None, f"{name}: a point without a value")
            point["value"] = getattr(raw, number) if number else None
            point["type"] = {"as_int": "int", "as_double": "double"}.get(number)
        self.require((name, series) not in in_request, f"{name}: {series} twice in one request")
        in_request.add((name, series))
        self.check_times(name, metric, point, metric["series"].get(series))
        previous = metric["series"].get(series)
        if previous is None or point["time"] >= previous["time"]:
            metric["series"][series] = point

    def read_histogram(self, name, raw, point):
        point["count"] = raw.count
        point["sum"] = raw.sum
        point["bounds"] = list(raw.explicit_bounds)
        point["buckets"] = list(raw.bucket_counts)
        point["min"] = raw.min if raw.HasField("min") else None
        point["max"] = raw.max if raw.HasField("max") else None
        self.require(sum(raw.bucket_counts) == raw.count, f"{name}: buckets do not add up to the count")
        self.require(
            len(raw.bucket_counts) == len(raw.explicit_bounds) + 1,
            f"{name}: {len(raw.bucket_counts)} buckets for {len(raw.explicit_bounds)} bounds",
        )
        self.require(point["bounds"] == sorted(set(point["bounds"])), f"{name}: bounds do not ascend")
        if raw.HasField("min") and raw.HasField("max"):
            self.require(raw.min <= raw.max, f"{name}: min above max")

    def check_times(self, name, metric, point, previous):
        latest = time.time_ns() + 60 * 10**9
        self.require(EARLIEST <= point["time"] <= latest, f"{name}: time {point['time']}")
        if metric["kind"] == "gauge":
            return
        self.require(EARLIEST <= point["start"] <= point["time"], f"{name}: start {point['start']}")
        if previous is None or metric["temporality"] != "cumulative" or previous["start"] != point["start"]:
            return
        value = "count" if metric["kind"] == "histogram" else "value"
        falls = metric.get("monotonic", True) and point["time"] > previous["time"]
        self.require(not falls or point[value] >= previous[value], f"{name}: a cumulative {value} fell")

    # Spans and log records

    def add_spans(self, request):
        with self.lock:
            self.requests["traces"] += 1
            for resource in request.resource_spans:
                for scope in resource.scope_spans:
                    self.note_origin(resource.resource, scope.scope)
                    for span in scope.spans:
                        self.add_span(span)

    def add_span(self, span):
        self.received["spans"] += 1
        self.require(len(span.trace_id) == 16 and any(span.trace_id), f"span {span.name}: invalid trace id")
        self.require(len(span.span_id) == 8 and any(span.span_id), f"span {span.name}: invalid span id")
        self.require(
            EARLIEST <= span.start_time_unix_nano <= span.end_time_unix_nano, f"span {span.name}: ends before it starts"
        )
        self.spans.append(
            {
                "name": span.name,
                "trace_id": span.trace_id.hex(),
                "span_id": span.span_id.hex(),
                "parent_span_id": span.parent_span_id.hex(),
                "kind": span.kind,
                "start": span.start_time_unix_nano,
                "end": span.end_time_unix_nano,
                "trace_state": span.trace_state,
                "flags": span.flags,
                "attributes": tagged_attributes(span.attributes),
                "dropped_attributes": span.dropped_attributes_count,
                "events": [
                    {
                        "name": event.name,
                        "time": event.time_unix_nano,
                        "attributes": tagged_attributes(event.attributes),
                        "dropped_attributes": event.dropped_attributes_count,
                    }
                    for event in span.events
                ],
                "dropped_events": span.dropped_events_count,
                "links": [
                    {
                        "trace_id": link.trace_id.hex(),
                        "span_id": link.span_id.hex(),
                        "trace_state": link.trace_state,
                        "flags": link.flags,
                        "attributes": tagged_attributes(link.attributes),
                        "dropped_attributes": link.dropped_attributes_count,
                    }
                    for link in span.links
                ],
                "dropped_links": span.dropped_links_count,
                "status": {"code": span.status.code, "message": span.status.message},
            }
        )

    def add_log_records(self, request):
        with self.lock:
            self.requests["logs"] += 1
            for resource in request.resource_logs:
                for scope in resource.scope_logs:
                    self.note_origin(resource.resource, scope.scope)
                    for record in scope.log_records:
                        self.received["log_records"] += 1
                        self.log_records.append(
                            {
                                "time": record.time_unix_nano,
                                "observed_time": record.observed_time_unix_nano,
                                "severity_number": record.severity_number,
                                "severity": record.severity_text,
                                "event_name": record.event_name,
                                "trace_id": record.trace_id.hex(),
                                "span_id": record.span_id.hex(),
                                "flags": record.flags,
                                "dropped_attributes": record.dropped_attributes_count,
                                "body": tagged(record.body),
                                "attributes": tagged_attributes(record.attributes),
                            }
                        )
