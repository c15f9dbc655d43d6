"""X-Ray's insights, groups and sampling rules as rows."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from awsobs.domain.safe_text import safe_text
from awsobs.domain.trace_groups import TraceGroup
from awsobs.domain.xray_overview import Impact, SamplingRule, XrayInsight, XrayOverview
from awsobs.present.durations import age, clock_minute
from awsobs.present.numbers import number, percent
from awsobs.present.rows import Row, cut, fitted, flush_right, placed

_NAME, _WHAT = 12, 38


@dataclass(frozen=True, slots=True)
class Line:
    """One row; `thing` is what `enter` opens, nothing for a heading."""

    key: str
    rows: tuple[Row, ...]
    thing: XrayInsight | TraceGroup | SamplingRule | None = None


def overview_lines(overview: XrayOverview, now: datetime, width: int) -> Iterator[Line]:
    """Insights first: they are what is wrong by X-Ray's own word."""
    yield _head("INSIGHTS", "faults out of the ordinary", "clients hit", width)
    if not overview.insights:
        yield _none("insights", _no_insight(overview), width)
    for insight in overview.insights:
        yield Line(f"insight {insight.id}", tuple(_insight_rows(insight, now, width)), insight)
    yield _head("GROUPS", "traces that meet", "insights", width)
    if not overview.groups:
        yield _none("groups", "no group could be read", width)
    for group in overview.groups:
        yield Line(f"group {group.name}", (_group_row(group, width),), group)
    yield _head("SAMPLING", "first each second, share of the rest, where", "sampled now", width)
    if not overview.rules:
        yield _none("rules", "no sampling rule could be read", width)
    for rule in overview.rules:
        yield Line(f"rule {rule.name}", (_rule_row(rule, width),), rule)
    for place, words in enumerate(overview.missing):
        yield Line(f"missing {place}", (fitted(((f" ! {words}", "warning"),), width),))


def _no_insight(overview: XrayOverview) -> str:
    if not any(group.has_insights for group in overview.groups):
        return "no group has insights switched on: X-Ray looks for none"
    return "none in this window"


def _head(title: str, what: str, right: str, width: int) -> Line:
    parts = [
        (1, ((title, "strong bold"),)),
        (_WHAT, ((what, "muted"),)),
        flush_right(((right, "muted"),), width - 1),
    ]
    return Line(f"head {title}", (fitted((), width), placed(width, parts)))


def _none(key: str, words: str, width: int) -> Line:
    return Line(f"none {key}", (placed(width, [(_NAME, ((words, "muted"),))]),))


def _insight_rows(insight: XrayInsight, now: datetime, width: int) -> Iterator[Row]:
    mark = ("✖ ACTIVE", "fault bold") if insight.is_active else ("✔ closed", "muted")
    since = clock_minute(insight.start) if insight.start else ""
    until = "" if insight.is_active or not insight.end else f"–{clock_minute(insight.end)}"
    length = age((insight.end or now) - insight.start) if insight.start else ""
    root = f"root {insight.root.name}" if insight.root else "no root named"
    yield placed(
        width,
        [
            (1, (mark,)),
            (_NAME, ((f"{since}{until} {length}", "text"), (f"  {insight.group}", "muted"))),
            (_WHAT, ((root, "strong bold"), (_hit(" of its requests", insight.of_root), "text"))),
            flush_right(((_hit("", insight.clients), "fault bold"),), width - 1),
        ],
    )
    if insight.summary:
        words = cut(safe_text(insight.summary), width - _NAME - 1)
        yield placed(width, [(_NAME, ((words, "muted"),))])


def _hit(of_what: str, impact: Impact) -> str:
    if not impact.total:
        return ""
    told = f"{number(impact.faults)} of {number(impact.total)}"
    return f"  {percent(impact.faults / impact.total)}{of_what}" if of_what else told


def _group_row(group: TraceGroup, width: int) -> Row:
    insights = ("on", "ok") if group.has_insights else ("off", "muted")
    return placed(
        width,
        [
            (_NAME, ((group.name, "strong bold"),)),
            (_WHAT, ((cut(group.expression or "all traces", width - _WHAT - 12), "text"),)),
            flush_right((insights,), width - 1),
        ],
    )


def _rule_row(rule: SamplingRule, width: int) -> Row:
    where = ", ".join(rule.matches) or "any request"
    share = percent(rule.rate) if rule.rate >= 0.01 or not rule.rate else f"{100 * rule.rate:g} %"
    now = rule.now
    told = f"{number(now.sampled)} of {number(now.requests)}" if now else "–"
    if now and now.borrowed:
        told += f", {number(now.borrowed)} borrowed"
    return placed(
        width,
        [
            (4, ((f"{rule.priority:>6}", "muted"),)),
            (_NAME, ((cut(rule.name, _WHAT - _NAME - 1), "strong bold"),)),
            (_WHAT, ((f"{rule.reservoir}/s, then {share}", "text"), (f"  {where}", "muted"))),
            flush_right(((told, "text"),), width - 1),
        ],
    )
