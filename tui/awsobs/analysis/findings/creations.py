"""Who made what lately: to tear down what oneself has set up is no attack."""

import re
from collections import OrderedDict, deque
from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any, cast

from awsobs.analysis.findings.facts import principal_of
from awsobs.analysis.findings.hits import Hit
from awsobs.analysis.findings.rule_sets import OwnThing
from awsobs.analysis.findings.told import moment_of

_PUTTING = ("PutParameter", "PutSecretValue", "PutMetricAlarm", "PutRule")
_MAKING = ("Create", "Run", "Register", "Copy", "Import", *_PUTTING)
_MOST = 100_000
_MOST_WAYS = 20
_PRODUCTS = 3
_FIELDS = ("requestParameters", "responseElements")
_MOST_NAMES, _LONGEST, _DEEPEST = 60, 300, 6


def makes_something(name: object) -> bool:
    """Whether an event of this name brings something into being."""
    return isinstance(name, str) and name.startswith(_MAKING)


def client_of(user_agent: object) -> str:
    """The kind of client in a user agent: its first products, without versions and run ids."""
    if not isinstance(user_agent, str):
        return ""
    words = user_agent.strip("[] ").split(maxsplit=_PRODUCTS)[:_PRODUCTS]
    return " ".join(word.partition("/")[0].lower() for word in words)


class Creations:
    """The names in calls that made something: by whom, with which client, since when."""

    def __init__(self, most: int = _MOST) -> None:
        self._made: OrderedDict[tuple[str, str], dict[tuple[str, str], datetime]] = OrderedDict()
        self._most = most

    def add(self, record: Mapping[str, Any]) -> None:
        """Remember what a successful call made; a record without a time says nothing."""
        time = moment_of(record)
        if time is None:
            return
        principal = principal_of(record)
        way = (str(record.get("eventName")), client_of(record.get("userAgent")))
        for name in islice(_named_in(record), _MOST_NAMES):
            times = self._made.setdefault((principal, name), {})
            known = times.get(way)
            is_new = known is None and len(times) < _MOST_WAYS
            if is_new or (known is not None and time < known):
                times[way] = time
        while len(self._made) > self._most:
            self._made.popitem(last=False)

    def covers(self, hit: Hit, own: OwnThing) -> bool:
        """Whether who did this had made, shortly before, all that it was done to."""
        return bool(hit.things) and all(self._is_own(name, hit, own) for name in hit.things)

    def _is_own(self, name: str, hit: Hit, own: OwnThing) -> bool:
        wanted = client_of(hit.told.get("userAgent"))
        for spelling in _spellings(name):
            times = self._made.get((hit.principal, spelling), {})
            for (call, client), made in times.items():
                fits = client == wanted or not own.same_client
                if fits and call != hit.said("eventName") and made <= hit.time <= made + own.within:
                    return True
        return False


def _named_in(record: Mapping[str, Any]) -> Iterator[str]:
    """Whole values of request and response: a part of a path may name something else."""
    waiting: deque[tuple[object, int]] = deque((record.get(key), 0) for key in _FIELDS)
    while waiting:
        value, depth = waiting.popleft()
        if isinstance(value, str):
            if 2 <= len(value) <= _LONGEST:
                yield from _spellings(value)
        elif depth < _DEEPEST and isinstance(value, dict):
            inner = cast("dict[str, object]", value).values()
            waiting.extend((one, depth + 1) for one in islice(inner, _MOST_NAMES))
        elif depth < _DEEPEST and isinstance(value, list):
            items = cast("list[object]", value)[:_MOST_NAMES]
            waiting.extend((one, depth + 1) for one in items)


def _spellings(name: str) -> tuple[str, ...]:
    """A name as it stands and, of an ARN, what is named in it, with and without its kind."""
    whole = name.strip().lower()
    if not whole.startswith("arn:") or whole.count(":") < 5:
        return (whole,)
    tail = whole.split(":", 5)[5]
    bare = re.split("[:/]", tail, maxsplit=1)[-1]
    return (whole, tail, bare)
