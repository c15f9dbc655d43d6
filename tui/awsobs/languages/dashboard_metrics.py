"""The `metrics` of a widget: rows of namespace, name and dimensions, in CloudWatch's shorthand.

`.` is what stood there in the row before, `...` all that stood before what follows it here.
"""

from collections.abc import Sequence
from datetime import timedelta

from awsobs.domain.dashboards import JsonObject, Plotted
from awsobs.domain.metrics import MetricKey
from awsobs.languages.dashboard_fields import as_list, as_object, number, shown, text

MOST_ROWS = 500
_USUAL_PERIOD = 300.0
_LONGEST_PERIOD = 86_400.0 * 30


def plotted_in(rows: Sequence[object], properties: JsonObject) -> tuple[list[Plotted], str]:
    """What the rows ask for, and what is wrong with the first that asks for nothing."""
    before: list[str] = []
    found: list[Plotted] = []
    trouble = ""
    for place, row in enumerate(rows[:MOST_ROWS]):
        parts = as_list(row)
        options = as_object(parts[-1] if parts else None)
        named = [shown(part) for part in (parts[:-1] if _has_options(parts) else parts)]
        if named:
            before = named = expanded(named, before)
        one = _plotted(named, options, properties)
        if one is not None:
            found.append(one)
        else:
            trouble = trouble or f"metrics[{place}] names no metric and no expression"
    if len(rows) > MOST_ROWS:
        trouble = trouble or f"{len(rows) - MOST_ROWS:,} more metrics than the {MOST_ROWS} allowed"
    return found, trouble


def _has_options(parts: Sequence[object]) -> bool:
    return bool(parts) and isinstance(parts[-1], dict)


def expanded(row: Sequence[str], before: Sequence[str]) -> list[str]:
    """A row without shorthand, by the row before it, which has none."""
    whole = list(row)
    if whole and whole[0] == "...":
        rest = whole[1:]
        whole = [*before[: max(0, len(before) - len(rest))], *rest]
    return [
        before[place] if part == "." and place < len(before) else part
        for place, part in enumerate(whole)
    ]


def _plotted(named: Sequence[str], options: JsonObject, properties: JsonObject) -> Plotted | None:
    expression = text(options, "expression")
    metric = None
    if not expression:
        if len(named) < 2 or not named[0] or not named[1]:
            return None
        pairs = zip(named[2::2], named[3::2], strict=False)
        metric = MetricKey(named[0], named[1], tuple(sorted(pairs)))
    seconds = number(options, "period") or number(properties, "period") or _USUAL_PERIOD
    return Plotted(
        id=text(options, "id"),
        metric=metric,
        expression=expression,
        statistic=text(options, "stat") or text(properties, "stat") or "Average",
        period=timedelta(seconds=max(1.0, min(_LONGEST_PERIOD, seconds))),
        label=text(options, "label"),
        region=text(options, "region") or text(properties, "region"),
        account=text(options, "accountId") or text(properties, "accountId"),
        is_right=options.get("yAxis") == "right",
        is_visible=options.get("visible") is not False,
    )
