"""What a checkup found, as rows: glyph, word and colour for each thing, and what mends it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby

from awsobs.domain.checkup import Check, Verdict
from awsobs.present.rows import Row
from awsobs.present.wrapping import wrapped

_LOOKS = {
    Verdict.FINE: ("✔", "ok"),
    Verdict.WARNING: ("!", "warning bold"),
    Verdict.WRONG: ("✖", "fault bold"),
    Verdict.UNKNOWN: ("?", "muted"),
}
_MOST_LINES = 8
_WORD = 4
_PART = 11
_INDENT = 1 + 1 + 1 + _WORD + 2 + _PART + 1


def checkup_rows(checks: Iterable[Check], *, width: int) -> list[Row]:
    """One row or more a check; the part is named once for all that follow it.

    What is fine of a part that has many is told in one go.
    """
    rows: list[Row] = []
    before = ""
    for check in _folded(checks):
        part = "" if check.part == before else check.part
        before = check.part
        rows += _rows(check, part, max(width - _INDENT, 20))
    return rows


def checkup_shape(check: Check) -> Mapping[str, object]:
    """A check as JSON has it."""
    return {
        "part": check.part,
        "verdict": check.verdict.name.lower(),
        "what": check.what,
        "fix": check.fix or None,
        **check.facts,
    }


def _folded(checks: Iterable[Check]) -> Iterator[Check]:
    """The checks, with neighbours that are fine as one."""
    for (_, is_fine), alike in groupby(checks, lambda c: (c.part, c.verdict is Verdict.FINE)):
        if not is_fine:
            yield from alike
            continue
        first, *others = alike
        yield replace(first, what=", ".join(check.what for check in (first, *others)))


def _rows(check: Check, part: str, width: int) -> list[Row]:
    glyph, style = _LOOKS[check.verdict]
    word = check.verdict.value if check.verdict is not Verdict.UNKNOWN else ""
    head: Row = (
        (" ", ""),
        (glyph, style),
        (" ", ""),
        (f"{word:<{_WORD}}", style),
        (f"  {part:<{_PART}} ", "muted"),
    )
    first, *others = wrapped(check.what, width, most=_MOST_LINES) or [""]
    rows: list[Row] = [(*head, (first, ""))]
    rows += [((" " * _INDENT, ""), (line, "")) for line in others]
    for line in wrapped(f"-> {check.fix}", width, most=_MOST_LINES) if check.fix else ():
        rows.append(((" " * _INDENT, ""), (line, "accent")))
    return rows
