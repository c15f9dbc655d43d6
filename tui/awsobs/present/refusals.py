"""What a pane shows where its source may not, or cannot, be asked."""

import json
from datetime import datetime

from awsobs.domain.context import Context, short_account
from awsobs.domain.permissions import statement
from awsobs.domain.source_state import SourceState
from awsobs.present.durations import age_words, clock_time
from awsobs.present.fitting import Piece, two_sided
from awsobs.present.rows import Row, cut, fitted
from awsobs.present.wrapping import wrapped

_INDENT = 3
_FEW, _ALL = 5, 10
"""Rows from which on the most needed is told below each other, and all of it."""

_COSTS = {
    "logs": "Without the logs no line newer than {at} is shown.",
    "metrics": "Without the metrics no value newer than {at} is shown.",
    "alarms": "Without the alarms nothing says what is broken since {at}.",
    "trail": "Without the trail there is no suspect newer than {at}.",
    "map": "Without the traces there is no root newer than {at}.",
}


def denied_rows(
    state: SourceState,
    *,
    pane: str,
    role: str,
    context: Context,
    now: datetime,
    width: int,
    height: int,
) -> tuple[Row, ...]:
    """The action that is missing, for whom, since when, and what it costs.

    One row where there is data to keep or room for no more.
    """
    if height < _FEW:
        return (_denied_line(state, role, width),)
    if height < _ALL:
        few = _few_rows(state, role or context.profile or "unknown")
        return (two_sided([_denied(state, width)], (), width), *(_indented(r, width) for r in few))
    where = " ".join(part for part in (short_account(context.account), context.region) if part)
    block: list[Row] = [
        (),
        (("✖ denied", "fault bold"), ("  ", ""), (state.operation or state.what, "strong bold")),
        (),
        _labelled("role", ((role or context.profile or "unknown", "text"), *_place(where))),
        _labelled("needs", (("one line more in its policy", "text"),)),
        _labelled("since", _since(state, now)),
        (),
        (
            ("y", "accent bold"),
            (" copy the policy line     ", "text"),
            ("v", "accent bold"),
            (" the whole error", "text"),
        ),
        (),
    ]
    cost = _COSTS[pane].format(at=clock_time(state.since))
    lines = wrapped(f"The other panes go on. {cost}", width - _INDENT - 4, most=3)
    rows = [*block, *(((line, "muted"),) for line in lines)]
    return tuple(_indented(row, width) for row in rows[:height])


def unsupported_rows(
    state: SourceState, *, now: datetime, width: int, height: int
) -> tuple[Row, ...]:
    """That the endpoint lacks an operation; nobody here can change that."""
    what = state.what or "is not implemented by this endpoint"
    if state.operation and state.operation not in what:
        what = f"{state.operation} {what}"
    lines = wrapped(f"not available here: {what}", width - 4, most=3)
    rows: list[Row] = [
        fitted(
            ((" ", ""), ("!" if index == 0 else " ", "warning bold"), (f" {line}", "text")), width
        )
        for index, line in enumerate(lines)
    ]
    again = f"   next try in {age_words(state.next_try - now)}" if state.next_try else ""
    since = ((" " * _INDENT, ""), (f"since {clock_time(state.since)}{again}", "muted"))
    return tuple([*rows, fitted(since, width)][: max(1, height)])


def policy_line(state: SourceState) -> str:
    """The statement that an IAM policy lacks for what was denied."""
    return json.dumps(statement([state.operation]))


def _few_rows(state: SourceState, role: str) -> tuple[Row, ...]:
    since: Row = ((f"{clock_time(state.since)}   ", "text"), ("r", "accent bold"))
    return (
        _labelled("role", ((role, "text"),)),
        _labelled("since", (*since, (" asks again", "text"))),
        (
            ("y", "accent bold"),
            (" policy line   ", "text"),
            ("v", "accent bold"),
            (" whole error", "text"),
        ),
    )


def _denied(state: SourceState, width: int) -> Piece:
    what = f" denied: {state.operation or state.what}"
    return Piece(((" ", ""), ("✖", "fault bold"), (cut(what, max(8, width - 3)), "text")))


def _denied_line(state: SourceState, role: str, width: int) -> Row:
    """All in one row; where it is narrow the role goes first, then the key has fewer words."""
    before = [_denied(state, width)]
    if role:
        before.append(Piece(((f" · role {cut(role, 24)}", "muted"),), 2))
    key = ((" · ", "muted"), ("y", "accent bold"))
    row = two_sided([*before, Piece((*key, (" copies the policy line", "muted")), 1)], (), width)
    if any(text == "y" for text, _ in row):
        return row
    return two_sided([*before, Piece((*key, (" policy line", "muted")), 1)], (), width)


def _labelled(label: str, value: Row) -> Row:
    return ((f"{label:<8}", "muted"), *value)


def _place(where: str) -> Row:
    return ((" ", ""), ("in", "muted"), (f" {where}", "text")) if where else ()


def _since(state: SourceState, now: datetime) -> Row:
    at = clock_time(state.since)
    if state.next_try is not None:
        return ((f"{at}, next try in {age_words(state.next_try - now)}", "text"),)
    return ((f"{at}, asked once, not again until ", "text"), ("r", "accent bold"))


def _indented(row: Row, width: int) -> Row:
    return fitted(((" " * _INDENT, ""), *row), width)
