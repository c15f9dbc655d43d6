"""Names of series in the three letters that the compact layout has for them."""

from collections import Counter
from collections.abc import Sequence

_SHORT = {
    "requests": "req",
    "invocations": "inv",
    "errors": "err",
    "throttles": "thr",
    "charges": "usd",
    "duration": "dur",
    "latency": "lat",
    "connections": "con",
    "concurrent": "run",
    "memory": "mem",
    "evictions": "evi",
    "unhealthy": "bad",
}
_SAYS_LITTLE = frozenset({"depth", "count", "total", "average", "sum", "visible", "messages"})


def short_names(labels: Sequence[str]) -> list[str]:
    """A short name for each label; where two would be equal, whose it is stands before it."""
    short = [_short(label) for label in labels]
    counts = Counter(short)
    return [
        name if counts[name] == 1 else _with_owner(label, name)
        for label, name in zip(labels, short, strict=True)
    ]


def _short(label: str) -> str:
    words = [word for word in label.split() if word.lower() not in _SAYS_LITTLE]
    word = (words or label.split() or ["?"])[-1]
    return _SHORT.get(word.lower(), word[:3])


def _with_owner(label: str, name: str) -> str:
    owner = (label.split() or [""])[0]
    return f"{owner[:4]} {name}" if owner != name else name
