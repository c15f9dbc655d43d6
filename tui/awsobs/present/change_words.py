"""A suspected change in the few words that a headline or a row has for it."""

import re
from typing import NamedTuple

from awsobs.domain.situation import Change, Suspect
from awsobs.present.rows import cut

_UNITS = {
    "timeout": "s",
    "memorysize": "MB",
    "visibilitytimeout": "s",
    "desiredcount": "",
    "allocatedstorage": "GB",
    "readcapacityunits": "RCU",
    "writecapacityunits": "WCU",
}
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+|[^\W\d_A-Za-z]+")
_MOST = 16
"""Cells of one value; a policy document is a value too."""


class ChangeWords(NamedTuple):
    """`timeout`, `10`, `2`, `s`; `before` is empty where it is not known."""

    label: str
    before: str
    after: str
    unit: str

    def sentence(self, arrow: str) -> str:
        """All four in a row."""
        values = f"{self.before}{arrow}{self.after}" if self.before else self.after
        return " ".join(part for part in (self.label, values, self.unit) if part)


def words_of(change: Change) -> ChangeWords:
    """The last part of the parameter's path, its values, and its unit where AWS fixes one."""
    name = _last_part(change.path)
    words = [word if word.isupper() else word.lower() for word in _WORD.findall(name)]
    label = cut(" ".join(words) or name, 24)
    gone = "–"
    return ChangeWords(
        label=label,
        before=cut(change.before, _MOST) if change.before is not None else "",
        after=cut(change.after, _MOST) if change.after is not None else gone,
        unit=unit_of(change.path),
    )


def unit_of(path: str) -> str:
    """The unit of a parameter where AWS fixes one."""
    return _UNITS.get(_last_part(path).lower(), "")


def _last_part(path: str) -> str:
    return re.split(r"[./\[]", path.rstrip("]"))[-1] or path


def first_words(suspect: Suspect) -> ChangeWords | None:
    """The words of a suspect's first change; None where only the event is known."""
    return words_of(suspect.changes[0]) if suspect.changes else None


def short_resource(name: str) -> str:
    """What tells a resource: the last part of an ARN or a path, a bucket with its key."""
    if name.startswith("arn:"):
        tail = name.split(":", 5)[-1]
        return re.split(r"[:/]", tail)[-1] or tail
    return name.rsplit("/", 1)[-1] or name if name.startswith("/") else name
