"""Works out the span of each session of a file, with nothing but Python's own library."""

import hashlib
import json
from datetime import datetime, timedelta, timezone

DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LONGEST = timedelta(days=30)


def ids(session_id):
    """The ids of the trace and of its root span, in hexadecimal."""
    upper = session_id.upper() if session_id.isascii() else session_id
    is_ulid = len(upper) == 26 and all(digit in DIGITS for digit in upper) and upper[0] <= "7"
    digest = hashlib.sha256((upper if is_ulid else session_id).encode()).digest()
    number = 0
    for digit in upper if is_ulid else "":
        number = number * 32 + DIGITS.index(digit)
    trace = number.to_bytes(16, "big") if number else digest[:16]
    return trace.hex(), digest[16:24].hex()


def nanoseconds(text):
    """A time as OTLP writes it; without an offset it is UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=timezone.utc)
    return (moment - datetime(1970, 1, 1, tzinfo=timezone.utc)) // timedelta(microseconds=1) * 1000


def of_sessions(path):
    """The span of each session that has ended, as it ended first, by the session's id."""
    spans = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            record = json.loads(line)
            session_id, start, end = record["session_id"], record["started_at"], record["ended_at"]
            is_record = isinstance(record.get("commit_count"), (int, type(None)))
        except (ValueError, KeyError, TypeError):
            continue
        if not is_record or end is None or session_id in spans:
            continue
        start, end = nanoseconds(start), nanoseconds(end)
        if not start <= end <= start + LONGEST // timedelta(microseconds=1) * 1000:
            continue
        trace_id, span_id = ids(session_id)
        spans[session_id] = {
            "name": "session_buddy.session",
            "trace_id": trace_id,
            "span_id": span_id,
            "parent_span_id": "",
            "start": start,
            "end": end,
        }
    return spans
