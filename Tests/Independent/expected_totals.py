"""What the input files hold, computed by jq and by SQLite, without any code of the package.

Each function returns {metric name: {series: value}}; a series is its attributes, as sorted JSON. Histograms give a
pair of count and sum.
"""

import json
import sqlite3
import statistics
import subprocess
from datetime import datetime, timezone

# A line is a record when its required fields are there and no field has a wrong type.
SESSIONS = """
def absent_or(kind): . == null or type == kind;
def plausible(low; high): select(type == "number" and . >= low and . <= high);
def totals(key; value): map(select(value != null) | {key: (key | tojson), value: value})
  | group_by(.key) | map({key: .[0].key, value: (map(.value) | add)}) | from_entries;
def spread(key; value): map(select(value != null) | {key: (key | tojson), value: value})
  | group_by(.key) | map({key: .[0].key, value: [length, (map(.value) | add)]}) | from_entries;

[inputs | fromjson? | select(type == "object")
  | select((.session_id | type) == "string" and (.project_path | type) == "string")
  | select((.started_at | type) == "string" and (.commit_count | absent_or("number")))]
| length as $records
# The states of a session, up to and including the first in which it has ended.
| group_by(.session_id)
| map((map(.ended_at != null) | index(true)) as $final | if $final == null then . else .[:$final + 1] end)
| map({
    project: (.[0].project_path | if . == "" then "unknown" else . end),
    id: .[0].session_id,
    time: .[0].time_of_day,
    commits: ([.[].commit_count | plausible(0; 1000000)] | max),
    checkpoints: ([.[].checkpoint_count | plausible(0; 1000000)] | max),
    files: ([.[].files_modified | plausible(0; 1000000)] | max),
    quality: ([.[].avg_quality | plausible(0; 100)] | last),
    tools: ([.[].tools_used // [] | .[]] | unique),
    language: (last.primary_language // "unknown"),
    seconds: ([last | select(.ended_at != null) | .duration_minutes | plausible(0; 43200) | . * 60] | last)
  })
| {
    records: {sessions: length, duplicates: ($records - length)},
    metrics: {
      "session_buddy.sessions.total": totals({project_path: .project, time_of_day: .time}; 1),
      "session_buddy.session.commits_total": totals({project_path: .project}; .commits // 0),
      "session_buddy.session.checkpoints_total": totals({project_path: .project}; .checkpoints // 0),
      "session_buddy.session.files_modified_total": totals({project_path: .project}; .files // 0),
      "session_buddy.session.tools_total": (map(.tools[] | {tool: .}) | totals({tool: .tool}; 1)),
      "session_buddy.session.quality_score": totals({project_path: .project, session_id: .id}; .quality),
      "session_buddy.session.duration_seconds":
        spread({primary_language: .language, project_path: .project, time_of_day: .time}; .seconds)
    }
  }
"""

INTERACTIONS = """
def plausible(low; high): select(type == "number" and . >= low and . <= high);
def spread(key; value): map({key: (key | tojson), value: [value]} | select(.value != []))
  | group_by(.key) | map({key: .[0].key, value: [length, (map(.value[0]) | add)]}) | from_entries;

[inputs | fromjson? | select(type == "object")
  | select((.query | type) == "string" and (.result_id | type) == "string" and (.timestamp | type) == "string")
  | select((.position | type) == "number" and .position == (.position | floor))
  | select(.clicked == true or .clicked == false or .clicked == 1 or .clicked == 0)
  | .clicked = (.clicked == true or .clicked == 1)
  | .result_type = (.result_type | if IN("conversation", "reflection", "insight") then . else "other" end)]
| {
    records: {interactions: length},
    metrics: {
      "session_buddy.search.interactions_total":
        (group_by([.result_type, .clicked])
          | map({key: (.[0] | {clicked, result_type} | tojson), value: length}) | from_entries),
      "session_buddy.search.click_through_rate": {"{}": ((map(select(.clicked)) | length) / length)},
      "session_buddy.search.type_preference":
        (length as $all | group_by(.result_type)
          | map({key: (.[0] | {result_type} | tojson), value: (length / $all)}) | from_entries),
      "session_buddy.search.similarity_score":
        spread({result_type: .result_type}; .similarity_score | plausible(0; 1)),
      "session_buddy.search.clicked_position":
        (map(select(.clicked)) | spread({result_type: .result_type}; .position | plausible(0; 10000))),
      "session_buddy.search.dwell_time_seconds":
        (map(select(.clicked)) | spread({result_type: .result_type}; .dwell_time_ms | plausible(0; 86400000) | . / 1000))
    }
  }
"""

# The similarities of opened results among the records of INTERACTIONS, at most the latest thousand.
OPENED = """
[inputs | fromjson? | select(type == "object")
  | select((.query | type) == "string" and (.result_id | type) == "string" and (.timestamp | type) == "string")
  | select((.position | type) == "number" and .position == (.position | floor))
  | select(.clicked == true or .clicked == false or .clicked == 1 or .clicked == 0)]
| .[-1000:]
| [.[] | select(.clicked == true or .clicked == 1) | .similarity_score
  | select(type == "number" and . >= 0 and . <= 1)]
"""

# One row per event: what repeats it differs at most in the order of its details' keys and in its relevance.
ACTIVITY = """
CREATE TEMP VIEW valid AS
SELECT * FROM activity_events
WHERE timestamp GLOB '20[0-9][0-9]-*' AND json_valid(details) AND json_type(details) = 'object';

CREATE TEMP VIEW event AS
SELECT MIN(id) AS id, timestamp, application, details,
  CASE WHEN event_type IN ('file_change', 'app_focus', 'browser_nav') THEN event_type ELSE 'other' END AS event_type,
  COALESCE(NULLIF(project_path, ''), 'unknown') AS project_path
FROM valid
GROUP BY timestamp, event_type, application, project_path,
  json_extract(details, '$.file_path'), json_extract(details, '$.category'), json_extract(details, '$.pid'),
  json_extract(details, '$.url');

CREATE TEMP VIEW focus AS
SELECT application AS to_app, LAG(application) OVER (ORDER BY julianday(timestamp), id) AS from_app
FROM event WHERE event_type = 'app_focus';
"""

ACTIVITY_TOTALS = {
    "session_buddy.activity.events_total": """
        SELECT json_object('event_type', event_type), COUNT(*) FROM event GROUP BY event_type""",
    "session_buddy.activity.files_modified_total": """
        SELECT json_object('file_extension', lower(json_extract(details, '$.file_extension')),
          'project_path', project_path), COUNT(*)
        FROM event WHERE event_type = 'file_change' GROUP BY 1""",
    "session_buddy.activity.context_switches_total": """
        SELECT json_object('from_app', from_app, 'to_app', to_app), COUNT(*)
        FROM focus WHERE from_app <> to_app GROUP BY 1""",
}


# A session counts for its project's pace once it has ended with a plausible length and number of commits, with the most
# commits it ever had; its place in the trend is that of its start, its quality the latest.
PACE = """
def plausible(low; high): select(type == "number" and . >= low and . <= high);

[inputs | fromjson? | select(type == "object")
  | select((.session_id | type) == "string" and (.project_path | type) == "string")
  | select((.started_at | type) == "string" and (.commit_count == null or (.commit_count | type) == "number"))]
| to_entries | map(.value + {line: .key})
| group_by(.session_id)
| map((map(.ended_at != null) | index(true)) as $final | if $final == null then . else .[:$final + 1] end)
| map({
    line: ([.[] | select(.avg_quality | plausible(0; 100)) | .line] | last),
    project: (.[0].project_path | if . == "" then "unknown" else . end),
    started: .[0].started_at,
    quality: ([.[].avg_quality | plausible(0; 100)] | last),
    seconds: ([last | select(.ended_at != null and (.commit_count | [plausible(0; 1000000)] | length == 1))
      | .duration_minutes | plausible(0; 43200) | . * 60] | last),
    commits: ([.[].commit_count | plausible(0; 1000000)] | max)
  })
"""


def canonical(series):
    return {json.dumps(json.loads(key), sort_keys=True): value for key, value in series.items()}


def of_jsonl(path, program):
    answer = jq(path, program)
    answer["metrics"] = {name: canonical(series) for name, series in answer["metrics"].items()}
    with open(path, encoding="utf-8") as file:
        lines = [line for line in file.read().split("\n") if line.strip()]
    answer["records"]["invalid"] = len(lines) - sum(answer["records"].values())
    return answer


def jq(path, program):
    with open(path, encoding="utf-8") as lines:
        done = subprocess.run(["jq", "-nR", program], stdin=lines, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def moment(text):
    """A time stamp; without an offset it is UTC."""
    time = datetime.fromisoformat(text)
    return time if time.tzinfo else time.replace(tzinfo=timezone.utc)


def trend(qualities):
    """Which way quality moves over the latest 50 sessions, half a point per session being too little to say."""
    qualities = qualities[-50:]
    if len(qualities) < 2:
        return "stable"
    slope = statistics.linear_regression(range(len(qualities)), qualities).slope
    return "improving" if slope > 0.5 else "declining" if slope < -0.5 else "stable"


def of_sessions(path):
    answer = of_jsonl(path, SESSIONS)
    by_project = {}
    for session in jq(path, PACE):
        by_project.setdefault(session["project"], []).append(session)
    velocity, trends = {}, {}
    for project, sessions in by_project.items():
        ended = [session for session in sessions if session["seconds"] is not None]
        if ended:
            hours = max(sum(session["seconds"] for session in ended), 60) / 3600
            pace = sum(session["commits"] for session in ended) / hours
            velocity[json.dumps({"project_path": project}, sort_keys=True)] = float(pace)
        rated = [session for session in sessions if session["quality"] is not None]
        rated.sort(key=lambda session: (moment(session["started"]), session["line"]))
        found = trend([session["quality"] for session in rated])
        for one in ("improving", "stable", "declining"):
            trends[json.dumps({"project_path": project, "trend": one}, sort_keys=True)] = int(one == found)
    answer["metrics"]["session_buddy.workflow.velocity_commits_per_hour"] = velocity
    answer["metrics"]["session_buddy.workflow.quality_trend"] = trends
    return answer


def of_interactions(path):
    answer = of_jsonl(path, INTERACTIONS)
    # The lower quartile of the similarities of what was opened, as the value at rank floor((n - 1) / 4).
    opened = sorted(jq(path, OPENED))
    quartile = opened[(len(opened) - 1) // 4] if opened else 0.7
    answer["metrics"]["session_buddy.search.success_threshold"] = {"{}": float(min(max(quartile, 0.5), 0.95))}
    return answer


def of_activity(path):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    database.executescript(ACTIVITY)

    def count(table):
        return database.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0]

    events = count("event")
    answer = {
        "metrics": {name: canonical(dict(database.execute(sql))) for name, sql in ACTIVITY_TOTALS.items()},
        "records": {
            "activity_events": events,
            "duplicates": count("valid") - events,
            "invalid": count("activity_events") - count("valid"),
        },
    }
    database.close()
    return answer


def together(*answers):
    """The totals of several files at once."""
    metrics, records = {}, {}
    for answer in answers:
        metrics.update(answer["metrics"])
        for key, number in answer["records"].items():
            records[key] = records.get(key, 0) + number
    return {"metrics": metrics, "records": records}
