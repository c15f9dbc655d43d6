"""What a log line says, without what stands before it: time, level, process, request id."""

import json
import re
from typing import cast

from awsobs.analysis.log_entries import condensed

LONGEST = 4_096
"""Characters of a line that are looked at; what comes later tells no patterns apart."""

_MESSAGES = ("message", "msg", "@message", "log", "event")
_PASSING = frozenset(
    {
        *("time", "timestamp", "@timestamp", "ts", "date", "asctime", "@ingestiontime"),
        *("level", "severity", "lvl", "levelname", "log.level", "loglevel"),
    }
)
_DEEPEST = 3
_MOST_TIMES = 4

_CLOCK = r"\d\d[:.]\d\d[:.]\d\d(?:[.,:]\d+)?"
_COLONS = r"\d\d:\d\d:\d\d(?:[.,:]\d+)?"
_DAY = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,?\s+"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*"
_ZONE = r"(?:Z|\s?UTC|\s?[+-]\d\d:?\d\d)?"
_TIME = re.compile(
    r"(?=[\d\[(<\"JFMASONDTW])[\[(<\"]?(?:"
    rf"\d{{4}}[-/.]\d\d[-/.]\d\d(?:[T _-]+{_CLOCK}{_ZONE}|(?=\s))"
    rf"|(?P<syslog>{_MONTH}\s+\d{{1,2}}\s+{_COLONS}(?!\s\d{{4}}|[\])>\"]))"
    rf"|(?:{_DAY})?{_MONTH}\s+\d{{1,2}}(?:,?\s\d{{4}})?\s+{_COLONS}(?:\s\d{{4}}|\s[AP]M)?"
    rf"|\d{{1,2}}/[A-Z][a-z]{{2}}/\d{{4}}:{_CLOCK}\s[+-]\d{{4}}"
    rf"|\d\d[-/.]\d\d(?:[-/.]\d{{2,4}})?\s+{_COLONS}|{_COLONS}"
    r"|\d{6}\s\d{6}|\d{8}[-T]\d\d:?\d\d:?\d\d(?:[.,:]\d+)?Z?"
    r"|1\d{9}(?:\d{3})?(?:\.\d+)?)(?![\w-])[\])>\"]?[\s,|:-]*"
)
# Before a time may stand a dash, or the name of a file or node, which has a digit.
_BEFORE_TIME = re.compile(r"(?:-|[^\s\d\[(<]*\d\S*)\s+")
_SENDER = re.compile(
    r"[\w.:/@-]+\s+"
    r"(?:(?:\w[\w./-]*(?:\([\w-]+\))?\[\d+\]|[a-z][\w-]*(?:\([\w-]+\))?):\s+)?(?=\S)"
)
_CLIENT = re.compile(r"\S+ \S+ \S+ \[\d\d/\w{3}/\d{4}:\d\d:\d\d:\d\d [+-]\d{4}\] ")
_KLOG = re.compile(r"[EWIF]\d{4} \d\d:\d\d:\d\d\.\d+\s+\d+ (?:[\w./-]+:\d+\]\s*)?")
_PRIORITY = re.compile(r"<\d{1,3}>(?:1 )?")
_LEVEL = (
    r"(?:EMERG(?:ENCY)?|ALERT|CRIT(?:ICAL)?|FATAL|ERR(?:OR)?|WARN(?:ING)?|NOTICE|INFO"
    r"|DEBUG|TRACE|VERBOSE|(?:Info|Warning|Error|Debug)(?=\s\s|\])|[DIWEFV](?=\s+\w+:\s)"
    r"|(?<=\[)(?:notice|info|warn|warning|error|debug)(?=\]))"
)
# What may follow a time, in any order: numbers of processes, levels, ids, and what is bracketed.
_REST = re.compile(
    r"(?:(?:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\d+(?=[\s|])|-|\[[^\]]{1,160}\]"
    rf"|\[?\(?{_LEVEL}\)?\]?(?=[\s:,|\]-]))[\s:,|-]+)+"
)
_LEVEL_FIRST = re.compile(
    rf"[\[(<]?{_LEVEL}[\])>]?(?:[:|]\s*|\s+)(?:\[[^\]]{{1,160}}\]\s+|RequestId:\s\S+\s+)*"
)
# `c.shop.Pay:` or `WindowManager:`, but neither `timeout:` nor `java.io.IOException:`.
_LOGGER = re.compile(
    r"(?![\w.$]*(?:Exception|Error|Fault)\b)"
    r"(?:[A-Za-z_][\w$-]*(?:\.[\w$-]+)+|[A-Z]\w*[a-z]\w*[A-Z]\w*|\w+\$\w+)(?::\s+|\s-\s|\s(?=\[))"
)
# The first fields of a line that is made of fields, before one that tells something.
_FIELDS = re.compile(
    r"(?:(?:time|timestamp|ts|date|level|lvl|severity|caller)=(?:\"[^\"]*\"|\S+)\s+)+(?=[\w.]+=)"
)
_BRACKETED = re.compile(r"(?:\[[^\]]{1,160}\]\s*)+(?=\S)")


def said(line: str) -> str:
    """The message of a line: of JSON its text, else what stands behind the head."""
    if not line.startswith("{") and ("\n" in line or "␊" in line):
        line = condensed(line)
    line = line[:LONGEST].strip()
    if line.startswith("{"):
        record = _record_in(line)
        if record is not None:
            return _told(record, _DEEPEST)
    return _without_head(line)


def _without_head(line: str) -> str:
    if found := _CLIENT.match(line) or _KLOG.match(line) or _FIELDS.match(line):
        return line[found.end() :] or line
    priority = _PRIORITY.match(line)
    start = priority.end() if priority else 0
    at = _after_times(line, start)
    if at > start:
        return line[_after_level(line, at) :] or line
    if level := _LEVEL_FIRST.match(line, start):
        at = _after_times(line, level.end())
        at = _after_level(line, at) if at > level.end() else _after_logger(line, at)
    return line[at:] or line


def _after_times(line: str, start: int) -> int:
    """Where the last of the times is over that a line starts with."""
    end = at = start
    for _ in range(_MOST_TIMES):
        time = _TIME.match(line, at)
        if time is None:
            before = _BEFORE_TIME.match(line, at)
            time = _TIME.match(line, before.end()) if before else None
        if time is None:
            break
        end = at = time.end()
        if time["syslog"] and (sender := _SENDER.match(line, at)):
            end = at = sender.end()
    return end


def _after_level(line: str, at: int) -> int:
    """Where the text starts behind a time; brackets that hold all of it are the text."""
    rest = _REST.match(line, at)
    if rest is None or rest.end() >= len(line):
        return at
    return _after_logger(line, rest.end())


def _after_logger(line: str, at: int) -> int:
    logger = _LOGGER.match(line, at)
    if logger is None or logger.end() >= len(line):
        return at
    brackets = _BRACKETED.match(line, logger.end())
    return brackets.end() if brackets else logger.end()


def _record_in(line: str) -> dict[str, object] | None:
    try:
        value: object = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return cast("dict[str, object]", value) if isinstance(value, dict) else None


def _told(record: dict[str, object], depth: int) -> str:
    """The text of a record, which may be a line with a head itself; else its fields."""
    for key in _MESSAGES:
        text = record.get(key)
        if isinstance(text, str) and text:
            return said(text) if depth and text != "{" else text
    parts = (
        f"{key}={value if isinstance(value, str) else json.dumps(value)}"
        for key, value in record.items()
        if key.lower() not in _PASSING
    )
    return " ".join(parts)[:LONGEST]
