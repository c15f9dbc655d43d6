"""Counts of the trail as rows with bars, to choose from or to look at."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from awsobs.analysis.trail_facets import SUCCESS, Facet, Value
from awsobs.present.rows import Row, cut, fitted, flush_right, placed

_NAME, _COUNT = 60, 7
_BAR = "━"


@dataclass(frozen=True, slots=True)
class FacetLine:
    """A value that can be chosen, or a row between them, which has none."""

    key: str
    rows: tuple[Row, ...]
    value: Value | None = None


def facet_lines(facets: Sequence[Facet], chosen: Collection[Value], width: int) -> list[FacetLine]:
    """All facets below each other; what is chosen has a mark."""
    lines: list[FacetLine] = []
    for facet in facets:
        rows = list(_facet_rows(facet, chosen, width))
        head: tuple[Row, ...] = (*(((),) if lines else ()), _title(facet, width))
        for place, (value, row) in enumerate(rows):
            key = f"{facet.field} {value}"
            above = head if place == 0 else ()
            lines.append(FacetLine(key, (*above, row), (facet.field, value)))
        if facet.more:
            words = f"   {facet.more:,} more"
            row = fitted(((words, "muted"),), width)
            lines.append(FacetLine(f"{facet.field} more", (row,)))
    return lines


def side_rows(facets: Sequence[Facet], width: int, height: int) -> tuple[Row, ...]:
    """As many facets beside a list as there is room for, each whole."""
    rows: list[Row] = []
    for facet in facets:
        made = [_title(facet, width), *(row for _, row in _facet_rows(facet, (), width)), ()]
        if len(rows) + len(made) - 1 > height:
            break
        rows += made
    return tuple(rows)


def _title(facet: Facet, width: int) -> Row:
    return fitted(((f" {facet.title}", "strong bold"),), width)


def _facet_rows(facet: Facet, chosen: Collection[Value], width: int) -> Iterator[tuple[str, Row]]:
    """` ✔ ci-deploy   ━━━━━━━━     12`."""
    largest = max((count for _, count in facet.values), default=0)
    name_room = min(_NAME, max(8, (width - _COUNT - 4) * 6 // 10))
    bar_at = 3 + name_room + 1
    bar_room = min(40, width - bar_at - _COUNT - 1)
    for value, count in facet.values:
        is_chosen = (facet.field, value) in chosen
        cells = -(-count * bar_room // largest) if largest and bar_room > 0 else 0
        yield (
            value,
            placed(
                width,
                [
                    (1, (("✔" if is_chosen else " ", "accent bold"),)),
                    (3, ((cut(value, name_room), _style(facet, value, is_chosen=is_chosen)),)),
                    (bar_at, ((_BAR * cells, "series-1"),)),
                    flush_right(((f"{count:,}", "text"),), min(width - 1, bar_at + 48)),
                ],
            ),
        )


def _style(facet: Facet, value: str, *, is_chosen: bool) -> str:
    if is_chosen:
        return "accent bold"
    if facet.field == "error" and value != SUCCESS:
        return "error"
    return "warning" if (facet.field, value) == ("user", "root") else "text"
