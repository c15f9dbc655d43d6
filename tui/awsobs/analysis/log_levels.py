"""How severe a log line is, from its text alone."""

import re

from awsobs.domain.logs import Level

_HEAD = 400
"""A level stands near the start of a line; further on it is part of what is told."""

_WORDS = {
    "emerg": Level.FATAL,
    "alert": Level.FATAL,
    "crit": Level.FATAL,
    "fatal": Level.FATAL,
    "panic": Level.FATAL,
    "error": Level.ERROR,
    "err": Level.ERROR,
    "severe": Level.ERROR,
    "warn": Level.WARN,
    "wrn": Level.WARN,
    "info": Level.INFO,
    "inf": Level.INFO,
    "notice": Level.INFO,
    "debug": Level.DEBUG,
    "dbg": Level.DEBUG,
    "trace": Level.DEBUG,
    "verbose": Level.DEBUG,
    "fine": Level.DEBUG,
}
_SPELLINGS = {
    "emergency": Level.FATAL,
    "critical": Level.FATAL,
    "warning": Level.WARN,
    "information": Level.INFO,
    "informational": Level.INFO,
} | _WORDS

# An upper-case word that stands alone. Every branch starts with a letter, so that the engine
# can skip to the next such letter; the look-behind comes after it for the same reason.
_UPPER = re.compile(
    r"(?:E(?<![A-Za-z0-9_]E)(?:RR(?:OR)?|MERG(?:ENCY)?)"
    r"|W(?<![A-Za-z0-9_]W)(?:ARN(?:ING)?|RN)"
    r"|I(?<![A-Za-z0-9_]I)NF(?:O(?:RMATION(?:AL)?)?)?"
    r"|D(?<![A-Za-z0-9_]D)(?:EBUG|BG)"
    r"|F(?<![A-Za-z0-9_]F)(?:ATAL|INE)"
    r"|C(?<![A-Za-z0-9_]C)RIT(?:ICAL)?"
    r"|A(?<![A-Za-z0-9_]A)LERT"
    r"|P(?<![A-Za-z0-9_]P)ANIC"
    r"|S(?<![A-Za-z0-9_]S)EVERE"
    r"|N(?<![A-Za-z0-9_]N)OTICE"
    r"|T(?<![A-Za-z0-9_]T)RACE"
    r"|V(?<![A-Za-z0-9_]V)ERBOSE)(?![A-Za-z0-9_])"
)
_FIELD = re.compile(
    r"[\"']?(?:log\.?)?(?:level(?:name)?|lvl|severity(?:text)?)[\"']?\s*[:=]\s*[\"']?(\w+)",
    re.IGNORECASE,
)
_BRACKET = re.compile(r"\[(?:[\w.-]+:)?([a-z]{3,13})\]")
_SYSLOG = re.compile(r"<(\d{1,3})>")
_GLOG = re.compile(r"([EWIF])\d{4} \d\d:\d\d:\d\d")
_ACCESS = re.compile(r' HTTP/\d(?:\.\d)?" ([1-5])\d\d\b')
_FIELD_PARTS = ("evel", "everity", "lvl", "LEVEL", "SEVERITY", "LVL")
_SYSLOG_LEVELS = (
    *(Level.FATAL, Level.FATAL, Level.FATAL, Level.ERROR),
    *(Level.WARN, Level.INFO, Level.INFO, Level.DEBUG),
)
_GLOG_LEVELS = {"E": Level.ERROR, "W": Level.WARN, "I": Level.INFO, "F": Level.FATAL}
_ACCESS_LEVELS = {"4": Level.WARN, "5": Level.ERROR}
_FAILURES = (
    "Task timed out",
    "Traceback (most recent call last)",
    "Unhandled Promise Rejection",
    "Runtime exited with error",
    "Exception in thread",
    "Status: timeout",
    "Status: error",
)
_PANICS = ("panic:", "fatal error:")


def level_of(message: str) -> Level:
    """The severity that a line states, or that its form gives away."""
    head = message[:_HEAD]
    if head.startswith("{"):
        return _stated(head, message)
    if word := _UPPER.search(head):
        return _SPELLINGS[word[0].lower()]
    return _by_form(head)


def _stated(head: str, message: str) -> Level:
    """The level field of a JSON record; without one, what its text says."""
    field = _FIELD.search(head) or _FIELD.search(message, _HEAD - 40)
    if field and (level := _spelled(field[1])):
        return level
    word = _UPPER.search(head)
    return _SPELLINGS[word[0].lower()] if word else _by_form(head)


def _spelled(word: str) -> Level:
    if word.isdecimal():
        return _numbered(int(word[:3]))
    return _SPELLINGS.get(word.lower(), Level.UNKNOWN)


def _numbered(value: int) -> Level:
    """Levels in tens: pino and bunyan count 30 as information, and 20 as debugging."""
    if not 10 <= value <= 69:
        return Level.UNKNOWN
    return Level(min(Level.FATAL, max(Level.DEBUG, value // 10 - 1)))


def _by_form(head: str) -> Level:
    if any(part in head for part in _FIELD_PARTS) and (field := _FIELD.search(head)):
        return _spelled(field[1])
    if "[" in head and (bracket := _BRACKET.search(head)):
        level = _SPELLINGS.get(bracket[1], Level.UNKNOWN)
        if level:
            return level
    if any(words in head for words in _FAILURES):
        return Level.ERROR
    if " HTTP/" in head and (access := _ACCESS.search(head)):
        return _ACCESS_LEVELS.get(access[1], Level.INFO)
    return _by_prefix(head)


def _by_prefix(head: str) -> Level:
    if head.startswith(_PANICS):
        return Level.FATAL
    if glog := _GLOG.match(head):
        return _GLOG_LEVELS[glog[1]]
    if syslog := _SYSLOG.match(head):
        return _SYSLOG_LEVELS[int(syslog[1]) % 8]
    return Level.UNKNOWN
