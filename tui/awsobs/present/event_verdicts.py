"""Which rules an event would match, as rows: matches first, then what keeps others from it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from awsobs.analysis.event_matching import Verdict
from awsobs.domain.safe_text import safe_text
from awsobs.present.events import rule_words
from awsobs.present.rows import Row, cut, placed

_NAME, _WHAT = 3, 32


@dataclass(frozen=True, slots=True)
class VerdictLine:
    """What one rule makes of the event."""

    key: str
    rows: tuple[Row, ...]
    verdict: Verdict


def verdict_lines(verdicts: Sequence[Verdict], width: int) -> Iterator[VerdictLine]:
    """Each rule in two rows: whether it matches, and why not or what it waits for."""
    for one in verdicts:
        yield VerdictLine(f"{one.rule.key}", tuple(_rows(one, width)), one)


def summary(verdicts: Sequence[Verdict]) -> str:
    """How many rules match, and how many of those are on."""
    matching = [one for one in verdicts if one.matches]
    on = sum(one.rule.is_on for one in matching)
    words = f"{on} of {len(verdicts)} rule{'' if len(verdicts) == 1 else 's'} would fire"
    return words if on == len(matching) else f"{words}, {len(matching) - on} more but for being off"


def why_words(verdict: Verdict) -> str:
    """What keeps a rule from matching, or that nothing does."""
    if verdict.matches:
        return "matches" if verdict.rule.is_on else "would match, but is off"
    if verdict.mismatch is None:
        return verdict.why
    had = verdict.mismatch.had
    has = "the event has none" if had is None else f"the event has {had}"
    return f"{verdict.mismatch.path} wants {verdict.mismatch.wanted}; {has}"


def _rows(verdict: Verdict, width: int) -> Iterator[Row]:
    rule = verdict.rule
    if verdict.matches:
        mark, style = ("✔", "ok bold") if rule.is_on else ("○", "warning"), "ok"
    else:
        mark, style = ("·", "faint"), "muted"
    yield placed(
        width,
        [
            (1, (mark,)),
            (_NAME, ((cut(safe_text(rule.name), _WHAT - _NAME - 1), "strong bold"),)),
            (_WHAT, ((cut(safe_text(why_words(verdict)), width - _WHAT - 1), style),)),
        ],
    )
    words = cut(rule_words(rule), width - _WHAT - 1)
    yield placed(width, [(_WHAT, ((words, "faint"),))])
