"""What came of the user's hooks, for the health screen."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from awsobs.domain.responses import HookCount
from awsobs.present.durations import age
from awsobs.present.rows import Row, cut, left, right
from awsobs.present.wrapping import wrapped

_MOST_OUTPUT_ROWS = 4
_OUTPUT_WIDTH = 76


def hook_rows(counts: Sequence[HookCount], now: datetime) -> Iterator[tuple[str, Row]]:
    """Keyed rows: each hook with its runs, its last one, and what that printed."""
    if not counts:
        return
    heads = "".join(right(column, 10) for column in ("runs", "failed", "not run"))
    yield "hooks", ((" ", ""), (left("HOOKS", 39), "strong bold"), (heads, "muted"))
    for place, count in enumerate(counts):
        yield from _of_hook(f"hook {place}", count, now)
    yield "hooks gap", ((" ", ""),)


def _of_hook(key: str, count: HookCount, now: datetime) -> Iterator[tuple[str, Row]]:
    hook = count.hook
    yield (
        key,
        (
            (" ", ""),
            (left(hook.on.value, 9), "muted"),
            (left(hook.name, 30), "text"),
            (right(f"{count.runs:,}", 10), "text"),
            (right(f"{count.failed:,}", 10), "fault bold" if count.failed else "muted"),
            (right(f"{count.held:,}", 10), "warning bold" if count.held else "muted"),
        ),
    )
    if count.last_held is not None:
        words = f"{count.held:,} not run, the limit is {hook.most} a minute"
        yield f"{key} held", ((" " * 10, ""), ("!", "warning bold"), (f" {words}", "text"))
    last = count.last
    if last is None:
        return
    glyph, style = ("✖", "fault bold") if last.failed else ("✔", "ok")
    told = f" {last.words}   {cut(last.about, 48)}   {age(now - last.at)} ago"
    yield f"{key} last", ((" " * 10, ""), (glyph, style), (told, "text"))
    for row, line in enumerate(wrapped(last.output, _OUTPUT_WIDTH, _MOST_OUTPUT_ROWS)):
        yield f"{key} output {row}", ((" " * 12, ""), (line, "muted"))
