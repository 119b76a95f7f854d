"""Makes the files Session-Buddy would have left behind: sessions.jsonl, interactions.jsonl and activity.db.

Everything comes from a seeded generator, so the same arguments give the same bytes. Repetitions, NULLs, values that
cannot be true and lines that are no records are mixed in on purpose; what they must count for is not decided here.
"""

import json
import random
import sqlite3
from datetime import datetime, timedelta, timezone

START = datetime(2026, 11, 2, 6, 0, 0, tzinfo=timezone.utc)
PROJECTS = ["/Users/dev/Projects/ledger", "/Users/dev/Projects/kite", "/srv/données/päckchen", "/p", ""]
TOOLS = ["Bash", "Write", "Task", "Edit", "Grep", "WebFetch"]
LANGUAGES = ["Python", "Go", "Rust", "C/C++", None]
TIMES_OF_DAY = ["morning", "afternoon", "evening", "night"]
APPLICATIONS = ["Cursor", "bash", "Firefox", "Preview"]
EXTENSIONS = [".py", ".swift", ".md", ".ts", ".PY"]

# The table and indexes exactly as the application monitor makes them.
ACTIVITY_SCHEMA = """
CREATE TABLE IF NOT EXISTS activity_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    timestamp TEXT NOT NULL,
    event_type TEXT NOT NULL,
    application TEXT NOT NULL,
    details TEXT NOT NULL,
    project_path TEXT,
    relevance_score REAL,
    created_at TEXT DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX IF NOT EXISTS idx_timestamp ON activity_events(timestamp);
CREATE INDEX IF NOT EXISTS idx_event_type ON activity_events(event_type);
"""

# What stands in a file of records without being one.
BROKEN_SESSIONS = [
    '{"session_id":"cut-short","project_path":"/p","started_at":"2026-11-20T10:46:30+00:00","dura',
    '{"session_id":"wrong-type","project_path":"/p","started_at":"2026-11-20T10:46:30","commit_count":"three"}',
    '{"session_id":"no-start","project_path":"/p"}',
    '{"project_path":"/p","started_at":"2026-11-20T10:46:30+00:00"}',
    '["a","list"]',
    "not JSON at all",
]
BROKEN_INTERACTIONS = [
    '{"query":"q","result_id":"r","result_type":"insight","position":0,"similarity_score":0.5,"clicked":2,'
    '"timestamp":"2026-11-22T11:58:07+00:00"}',
    '{"query":"q","result_id":"r","result_type":"insight","position":1.5,"similarity_score":0.5,"clicked":1,'
    '"timestamp":"2026-11-22T11:58:07+00:00"}',
    '{"query":"q","result_id":"r"',
    "12",
]


def timestamp(moment, variant):
    """A moment in one of the spellings that occur: with and without fraction, with and without offset."""
    if variant % 2:
        moment = moment.replace(microsecond=0)
    if variant % 4 >= 2:
        moment = moment.replace(tzinfo=None)
    return moment.isoformat()


def quality(random_, project, index):
    """The first project gets better, the second worse, the others neither."""
    drift = max(0, index % 400 - 200) * 0.28
    if project == PROJECTS[0]:
        return round(40 + drift + random_.uniform(0, 5), 1)
    if project == PROJECTS[1]:
        return round(100 - drift - random_.uniform(0, 5), 1)
    return round(random_.uniform(40, 100), 1)


def session(random_, index, moment):
    minutes = round(random_.uniform(0.5, 500), 6)
    project = random_.choice(PROJECTS)
    begin, end = quality(random_, project, index), quality(random_, project, index)
    return {
        "session_id": f"{index:026X}",
        "project_path": project,
        "started_at": timestamp(moment, index),
        "ended_at": timestamp(moment + timedelta(minutes=minutes), index),
        "duration_minutes": minutes,
        "checkpoint_count": random_.randrange(6),
        "commit_count": random_.randrange(12),
        "quality_start": begin,
        "quality_end": end,
        "quality_delta": round(end - begin, 1),
        "avg_quality": (begin + end) / 2,
        "files_modified": random_.randrange(40),
        "tools_used": random_.sample(TOOLS, random_.randrange(len(TOOLS))),
        "primary_language": random_.choice(LANGUAGES),
        "time_of_day": random_.choice(TIMES_OF_DAY),
    }


def spoil(record, index):
    """One thing in some of the sessions that must not reach an instrument."""
    changes = [
        {"duration_minutes": -3.5},
        {"duration_minutes": 1e9},
        {"duration_minutes": None, "commit_count": None, "tools_used": None, "avg_quality": None},
        {"commit_count": -4, "files_modified": 99_000_000, "avg_quality": 140.5},
        {"checkpoint_count": None, "primary_language": None, "tools_used": ["Bash", "Bash", "Task"]},
    ]
    record.update(changes[index % len(changes)])


def write_sessions(path, count, seed=1, plain=False):
    """`count` sessions; unless `plain`, some of them twice, running first, spoiled, or followed by a broken line."""
    random_ = random.Random(seed)
    moment = START
    lines = []
    for index in range(count):
        moment += timedelta(seconds=random_.randrange(1, 4000), microseconds=random_.randrange(1_000_000))
        record = session(random_, index, moment)
        if plain:
            lines.append(json.dumps(record))
            continue
        if index % 11 == 5:
            spoil(record, index)
        if index % 7 == 3:
            running = dict(record, ended_at=None, duration_minutes=None)
            running["commit_count"] = max(0, (record["commit_count"] or 0) - 2)
            running["tools_used"] = (record["tools_used"] or [])[:1] + ["Read"]
            lines.append(json.dumps(running))
        lines.append(json.dumps(record))
        if index % 13 == 4:
            lines.append(json.dumps(dict(record, commit_count=500)))
        if index % 17 == 16:
            lines.append("")
    if not plain:
        for index, line in enumerate(BROKEN_SESSIONS):
            lines.insert(3 + 5 * index, line)
        lines.append(json.dumps({"session_id": "the-last-line", "project_path": "/p"})[:-9])
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write("\n".join(lines) + ("\n" if plain else ""))


def write_interactions(path, count, seed=2):
    random_ = random.Random(seed)
    moment = START
    lines = []
    for index in range(count):
        moment += timedelta(milliseconds=random_.randrange(1, 90_000))
        clicked = random_.random() < 0.35
        lines.append(
            json.dumps(
                {
                    "query": f"how does \"part {index}\" work",
                    "result_id": f"r{index}",
                    "result_type": random_.choice(["conversation", "reflection", "insight", "hologram"]),
                    "position": random_.choice([0, 1, 2, 3, 9, -1]),
                    "similarity_score": random_.choice(
                        [round(random_.uniform(0.55, 0.95), 4)] * 5 + [round(random_.random(), 4), 0, 1, 1.5, -0.25]
                    ),
                    "clicked": [int(clicked), clicked][index % 2],
                    "dwell_time_ms": random_.choice([random_.randrange(100, 300_000), None, -5]),
                    "timestamp": timestamp(moment, index),
                    "session_id": random_.choice(["s1", None]),
                }
            )
        )
    for index, line in enumerate(BROKEN_INTERACTIONS):
        lines.insert(2 + 3 * index, line)
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")


def details(random_, kind, index):
    if kind == "file_change":
        name = f"unit_{index}{random_.choice(EXTENSIONS)}"
        extension = name[name.rindex(".") :]
        return {"file_path": f"/p/{name}", "file_name": name, "file_extension": extension, "change_type": "modified"}
    if kind == "app_focus":
        return {"category": random_.choice(["ide", "browser", "terminal"]), "pid": random_.randrange(2, 60_000)}
    return {"url": f"https://docs.rs/crate/{index}", "title": "", "domain": "docs.rs", "technology": "rust", "topic": ""}


def activity_rows(count, seed, plain):
    random_ = random.Random(seed)
    moment = START
    for index in range(count):
        moment += timedelta(milliseconds=random_.randrange(2_000, 20_000))
        kind = random_.choice(["file_change", "app_focus", "browser_nav"] + ([] if plain else ["eye_blink"]))
        application = {"file_change": "ide", "app_focus": random_.choice(APPLICATIONS)}.get(kind, "browser")
        project = random_.choice(PROJECTS[:4] + [None]) if kind == "file_change" else None
        relevance = random_.choice([0.3, 0.6, 0.8, 0.95, None])
        content = details(random_, kind, index)
        row = (timestamp(moment, index), kind, application, json.dumps(content), project, relevance)
        yield row
        if plain:
            continue
        if index % 9 == 2:
            yield row
        if index % 21 == 5:  # the same event, its keys in another order and its relevance judged anew
            yield row[:3] + (json.dumps(dict(reversed(content.items()))), project, 0.1)
    if not plain:
        yield ("yesterday", "file_change", "ide", "{}", None, 0.0)
        yield (timestamp(moment, 1), "file_change", "ide", '{"file_path":"/p/', None, 0.0)
        yield (timestamp(moment, 1), "app_focus", "bash", "[1,2]", None, None)


def write_activity(path, count, seed=3, plain=False):
    database = sqlite3.connect(path)
    with database:
        database.executescript(ACTIVITY_SCHEMA)
        database.executemany(
            "INSERT INTO activity_events (timestamp, event_type, application, details, project_path, relevance_score)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            activity_rows(count, seed, plain),
        )
    database.close()
