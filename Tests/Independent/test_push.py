"""Drives `session-buddy-telemetry push` from outside and compares what arrives with what the input files hold.

    SESSION_BUDDY_TELEMETRY=path/to/session-buddy-telemetry .venv/bin/python Tests/Independent/test_push.py

The receiver is Python's grpcio with opentelemetry-proto, the expectations are computed by jq and SQLite.
"""

import contextlib
import http.server
import json
import math
import os
import pathlib
import re
import socket
import subprocess
import tempfile
import threading
import unittest

import expected_spans
import expected_totals
import input_files
from otlp_receiver import Receiver

PROGRAM = os.environ.get("SESSION_BUDDY_TELEMETRY", "")
LONGEST_RUN = 240  # seconds until a run that hangs is given up
MEMORY_LIMIT = 50 << 20

COUNTER = {"kind": "sum", "monotonic": True, "temporality": "cumulative"}
HISTOGRAM = {"kind": "histogram", "temporality": "cumulative"}
GAUGE = {"kind": "gauge"}
SHAPES = {
    "session_buddy.sessions.total": (COUNTER, "{session}", "int"),
    "session_buddy.session.commits_total": (COUNTER, "{commit}", "int"),
    "session_buddy.session.checkpoints_total": (COUNTER, "{checkpoint}", "int"),
    "session_buddy.session.files_modified_total": (COUNTER, "{file}", "int"),
    "session_buddy.session.tools_total": (COUNTER, "{session}", "int"),
    "session_buddy.session.duration_seconds": (HISTOGRAM, "s", None),
    "session_buddy.session.quality_score": (GAUGE, "", "double"),
    "session_buddy.workflow.velocity_commits_per_hour": (GAUGE, "{commits/hour}", "double"),
    "session_buddy.workflow.quality_trend": (GAUGE, "", "int"),
    "session_buddy.search.interactions_total": (COUNTER, "{interaction}", "int"),
    "session_buddy.search.dwell_time_seconds": (HISTOGRAM, "s", None),
    "session_buddy.search.clicked_position": (HISTOGRAM, "{position}", None),
    "session_buddy.search.similarity_score": (HISTOGRAM, "1", None),
    "session_buddy.search.click_through_rate": (GAUGE, "1", "double"),
    "session_buddy.search.success_threshold": (GAUGE, "1", "double"),
    "session_buddy.search.type_preference": (GAUGE, "1", "double"),
    "session_buddy.activity.events_total": (COUNTER, "{event}", "int"),
    "session_buddy.activity.files_modified_total": (COUNTER, "{file}", "int"),
    "session_buddy.activity.context_switches_total": (COUNTER, "{switch}", "int"),
}


def unused_port():
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Run:
    """One finished run of the program."""

    def __init__(self, process, output, errors, peak_memory):
        self.status = process.returncode
        self.output = output
        self.errors = errors
        self.peak_memory = peak_memory

    @property
    def ledger(self):
        return json.loads(self.output)

    def __str__(self):
        return f"exit {self.status}\nstdout: {self.output}\nstderr: {self.errors}"


def peak_memory(pid):
    """The most memory a running process had so far, in bytes; 0 once it is gone."""
    with contextlib.suppress(OSError, ProcessLookupError):
        found = re.search(r"VmHWM:\s+(\d+) kB", pathlib.Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) << 10 if found else 0
    return 0


class PushTest(unittest.TestCase):
    maxDiff = 4000

    def setUp(self):
        directory = tempfile.TemporaryDirectory(prefix="push-")
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)
        self.sessions = self.directory / "sessions.jsonl"
        self.interactions = self.directory / "interactions.jsonl"
        self.activity = self.directory / "activity.db"

    @contextlib.contextmanager
    def receiver(self, listen="127.0.0.1:0"):
        receiver = Receiver(listen)
        try:
            yield receiver
        finally:
            receiver.stop()

    def push(self, endpoint, *arguments):
        """Runs the program to its end, in a directory and an environment that hold no settings."""
        command = [PROGRAM, "push", "--json", "--endpoint", endpoint, *map(str, arguments)]
        environment = {"HOME": str(self.directory), "PATH": os.environ["PATH"]}
        output, errors = self.directory / "output", self.directory / "errors"
        peak = 0
        with open(output, "wb") as out, open(errors, "wb") as err:
            process = subprocess.Popen(
                command, cwd=self.directory, env=environment, stdin=subprocess.DEVNULL, stdout=out, stderr=err
            )
            for _ in range(LONGEST_RUN * 200):
                peak = max(peak, peak_memory(process.pid))
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=0.005)
                    break
            else:
                process.kill()
                process.wait()
                self.fail(f"still running after {LONGEST_RUN} s: {' '.join(command)}")
        return Run(process, output.read_text(), errors.read_text(), peak)

    def assert_ledger_adds_up(self, run, arrived):
        """Nothing is unaccounted for: what is said to be exported is what arrived."""
        ledger = run.ledger
        self.assertEqual(ledger["exported"], arrived["received"], run)
        empty = {"data_points": 0, "spans": 0, "log_records": 0}
        for place in ("rejected", "queued", "spooled"):
            self.assertEqual(ledger[place], empty, f"{place}: {run}")
        items = {reason: count for reason, count in ledger["dropped"].items() if not reason.startswith("value_")}
        self.assertEqual(items, {}, run)

    def assert_totals(self, arrived, expected):
        """Every series that is expected arrived with its value, and no other."""
        for name, series in expected.items():
            self.assertIn(name, arrived["metrics"])
            found = {json.dumps(one["attributes"], sort_keys=True): one for one in arrived["metrics"][name]["series"]}
            self.assertEqual(sorted(found), sorted(series), name)
            for key, value in series.items():
                self.assert_value(found[key], value, f"{name} {key}")

    def assert_value(self, point, expected, place):
        if isinstance(expected, list):
            self.assertEqual(point["count"], expected[0], place)
            self.assertTrue(math.isclose(point["sum"], expected[1], rel_tol=1e-9, abs_tol=1e-9), (place, point, expected))
        elif isinstance(expected, float):
            self.assertTrue(math.isclose(point["value"], expected, rel_tol=1e-9), (place, point, expected))
        else:
            self.assertEqual(point["value"], expected, place)


class AgreementTests(PushTest):
    def test_everyTotal_isWhatJqAndSQLiteCompute(self):
        input_files.write_sessions(self.sessions, 400)
        input_files.write_interactions(self.interactions, 600)
        input_files.write_activity(self.activity, 1500)
        expected = expected_totals.together(
            expected_totals.of_sessions(self.sessions),
            expected_totals.of_interactions(self.interactions),
            expected_totals.of_activity(self.activity),
        )
        self.assert_gauges_say_something(expected["metrics"])
        with self.receiver() as receiver:
            run = self.push(
                receiver.url, "--sessions", self.sessions, "--interactions", self.interactions, "--activity", self.activity
            )
            arrived = receiver.stop()

        self.assertEqual(run.status, 0, run)
        self.assertEqual(arrived["problems"], [])
        self.assertEqual(run.ledger["records"], expected["records"])
        self.assert_ledger_adds_up(run, arrived)
        self.assert_totals(arrived, expected["metrics"])
        self.assert_shapes(arrived)
        self.assert_origin(arrived)
        self.assert_session_spans(arrived, expected_spans.of_sessions(self.sessions))

    def test_linesOfActivity_countLikeTheirDatabase(self):
        input_files.write_activity(self.activity, 300)
        lines = self.directory / "activity.jsonl"
        keys = ("timestamp", "event_type", "application", "details", "project_path", "relevance_score")
        rows = input_files.activity_rows(300, 3, plain=False)
        lines.write_text("".join(json.dumps(dict(zip(keys, row))) + "\n" for row in rows))
        expected = expected_totals.of_activity(self.activity)
        with self.receiver() as receiver:
            run = self.push(receiver.url, "--activity", lines)
            arrived = receiver.stop()

        self.assertEqual(run.status, 0, run)
        self.assert_ledger_adds_up(run, arrived)
        self.assert_totals(arrived, expected["metrics"])

    def assert_session_spans(self, arrived, expected):
        """Every session that ended arrived as one root span, with the ids and the times it must have."""
        self.assertGreater(len(expected), 300)
        found = {span["attributes"]["session.id"]["string"]: span for span in arrived["spans"]}
        self.assertEqual(len(found), len(arrived["spans"]))
        self.assertEqual(sorted(found), sorted(expected))
        for session_id, span in expected.items():
            self.assertEqual({key: found[session_id][key] for key in span}, span, session_id)

    def assert_gauges_say_something(self, expected):
        """The files make every trend occur, and a threshold that no bound decides; otherwise a constant would pass."""
        trends = expected["session_buddy.workflow.quality_trend"].items()
        self.assertEqual({json.loads(key)["trend"] for key, on in trends if on}, {"improving", "stable", "declining"})
        (threshold,) = expected["session_buddy.search.success_threshold"].values()
        self.assertTrue(0.5 < threshold < 0.95, threshold)

    def assert_shapes(self, arrived):
        self.assertEqual(sorted(arrived["metrics"]), sorted(SHAPES))
        for name, (shape, unit, number) in SHAPES.items():
            metric = arrived["metrics"][name]
            found = {key: metric[key] for key in shape}
            self.assertEqual((found, metric["unit"]), (shape, unit), name)
            self.assertTrue(metric["description"], name)
            if number:
                self.assertEqual({point["type"] for point in metric["series"]}, {number}, name)
        for point in arrived["metrics"]["session_buddy.workflow.velocity_commits_per_hour"]["series"]:
            self.assertTrue(math.isfinite(point["value"]), point)

    def assert_origin(self, arrived):
        self.assertEqual(len(arrived["resources"]), 1)
        resource = arrived["resources"][0]
        self.assertEqual(resource["service.name"], "session-buddy")
        self.assertEqual(resource["telemetry.sdk.language"], "swift")
        for key in ("telemetry.sdk.name", "telemetry.sdk.version"):
            self.assertTrue(resource[key], key)
        self.assertIn("session_buddy", [scope["name"] for scope in arrived["scopes"]])


class VolumeTests(PushTest):
    SESSIONS, EVENTS = 10_000, 100_000
    CARDINALITY_LIMIT = 2_000  # of the default settings; the overflow series comes on top

    def test_manyRecords_arriveInLittleMemory(self):
        input_files.write_sessions(self.sessions, 1, plain=True)
        with self.receiver() as receiver:
            idle = self.push(receiver.url, "--sessions", self.sessions)
        self.assertEqual(idle.status, 0, idle)

        input_files.write_sessions(self.sessions, self.SESSIONS, plain=True)
        input_files.write_activity(self.activity, self.EVENTS, plain=True)
        expected = expected_totals.together(
            expected_totals.of_sessions(self.sessions), expected_totals.of_activity(self.activity)
        )
        with self.receiver() as receiver:
            run = self.push(receiver.url, "--sessions", self.sessions, "--activity", self.activity)
            arrived = receiver.stop()

        self.assertEqual(run.status, 0, run)
        self.assertEqual(arrived["problems"], [])
        records = {"sessions": self.SESSIONS, "interactions": 0, "activity_events": self.EVENTS}
        self.assertEqual(run.ledger["records"], {**records, "duplicates": 0, "invalid": 0})
        self.assert_ledger_adds_up(run, arrived)
        del expected["metrics"]["session_buddy.session.quality_score"]
        self.assert_totals(arrived, expected["metrics"])
        self.assert_overflow_is_reported(run, arrived)

        growth = run.peak_memory - idle.peak_memory
        print(
            f"{self.EVENTS:,} events and {self.SESSIONS:,} sessions: peak {run.peak_memory >> 20} MB, "
            f"{growth / (1 << 20):.1f} MB over a push of one session ({idle.peak_memory >> 20} MB)"
        )
        self.assertLess(growth, MEMORY_LIMIT)

    def assert_overflow_is_reported(self, run, arrived):
        points = arrived["metrics"]["session_buddy.session.quality_score"]["series"]
        self.assertEqual(len(points), self.CARDINALITY_LIMIT + 1)
        self.assertIn({"otel.metric.overflow": True}, [point["attributes"] for point in points])
        self.assertRegex(run.errors, "(?m)^.*session_buddy.session.quality_score.*$")


class TroubleTests(PushTest):
    def setUp(self):
        super().setUp()
        input_files.write_sessions(self.sessions, 20, plain=True)
        self.expected = expected_totals.of_sessions(self.sessions)

    def assert_nothing_arrived(self, run):
        """Exit 1, one line of explanation, and every item in one of the places that are not the collector."""
        self.assertEqual(run.status, 1, run)
        ledger = run.ledger
        self.assertEqual(ledger["exported"], {"data_points": 0, "spans": 0, "log_records": 0}, run)
        self.assertEqual(ledger["records"]["sessions"], 20, run)
        lost = sum(count for reason, count in ledger["dropped"].items() if not reason.startswith("value_"))
        self.assertGreater(lost + ledger["queued"]["data_points"], 0, run)
        self.assertEqual(len(run.errors.splitlines()), 1, run)
        return run.errors.strip()

    def test_absentCollector_isNamedInOneLine(self):
        port = unused_port()
        run = self.push(f"http://127.0.0.1:{port}", "--sessions", self.sessions, "--timeout", "2")
        self.assertIn(f"127.0.0.1:{port}", self.assert_nothing_arrived(run))

    def test_collectorTwoSecondsLate_getsEverything(self):
        port = unused_port()
        started = []
        timer = threading.Timer(2, lambda: started.append(Receiver(f"127.0.0.1:{port}")))
        timer.start()
        run = self.push(f"http://127.0.0.1:{port}", "--sessions", self.sessions)
        timer.join()
        arrived = started[0].stop()

        self.assertEqual(run.status, 0, run)
        self.assert_ledger_adds_up(run, arrived)
        self.assert_totals(arrived, self.expected["metrics"])

    def test_webServerOnThePort_isRecognised(self):
        class Quiet(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *_):
                pass

        with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Quiet) as server:
            thread = threading.Thread(target=server.serve_forever)
            thread.start()
            run = self.push(
                f"http://127.0.0.1:{server.server_address[1]}", "--sessions", self.sessions, "--timeout", "3"
            )
            server.shutdown()
            thread.join()
        self.assertRegex(self.assert_nothing_arrived(run), "(?i)http")

    def test_brokenLines_areNumberedAndTheRestArrives(self):
        good = self.sessions.read_text().splitlines()
        broken = ['{"session_id":"cut","project_pa', '{"session_id":7,"project_path":"/p","started_at":"2026-11-20"}']
        self.sessions.write_text("\n".join(good[:3] + broken[:1] + good[3:] + broken[1:]) + "\n")
        with self.receiver() as receiver:
            run = self.push(receiver.url, "--sessions", self.sessions)
            arrived = receiver.stop()

        self.assertEqual(run.status, 0, run)
        self.assertEqual(run.ledger["records"]["invalid"], 2, run)
        for line in (4, 22):
            self.assertRegex(run.errors, rf"(?m)^.*sessions\.jsonl:{line}: .+$")
        self.assert_totals(arrived, self.expected["metrics"])

    def test_unreadableFiles_areNamedAndTheRestArrives(self):
        text = self.directory / "text.db"
        text.write_text("this is no database\n" * 100)
        empty = self.directory / "empty.db"
        input_files.sqlite3.connect(empty).execute("CREATE TABLE other (id INTEGER)").connection.close()
        for path in (text, empty, self.directory / "missing.db"):
            with self.subTest(path.name), self.receiver() as receiver:
                run = self.push(receiver.url, "--sessions", self.sessions, "--activity", path)
                arrived = receiver.stop()
                self.assertEqual(run.status, 2, run)
                self.assertRegex(run.errors, rf"(?m)^.*{path.name}: .+$")
                self.assert_totals(arrived, self.expected["metrics"])

    def test_notANumber_neverArrives(self):
        lines = self.sessions.read_text()
        spoiled = json.loads(lines.splitlines()[0])
        spoiled.update(session_id="not-a-number", duration_minutes=math.nan, avg_quality=math.inf, quality_end=-math.inf)
        self.sessions.write_text(lines + json.dumps(spoiled) + "\n")
        with self.receiver() as receiver:
            run = self.push(receiver.url, "--sessions", self.sessions)
            arrived = receiver.stop()

        self.assertEqual(run.status, 0, run)
        self.assertEqual(run.ledger["dropped"], {"value_not_finite": 2}, run)
        for name in ("session_buddy.session.duration_seconds", "session_buddy.session.quality_score"):
            self.assert_totals(arrived, {name: self.expected["metrics"][name]})

    def test_standardOutput_holdsOneObjectAndNothingElse(self):
        with self.receiver() as receiver:
            run = self.push(receiver.url, "--sessions", self.sessions)
        places = {"exported", "rejected", "dropped", "queued", "spooled", "records", "session_spans"}
        self.assertEqual(set(run.ledger), places)
        self.assertEqual(len(run.output.splitlines()), 1, run)
        self.assertEqual(run.errors, "", run)


if __name__ == "__main__":
    if not os.access(PROGRAM, os.X_OK):
        raise SystemExit(f"SESSION_BUDDY_TELEMETRY: expected the built program, found {PROGRAM or 'nothing'}")
    PROGRAM = os.path.abspath(PROGRAM)
    unittest.main(verbosity=2)
