"""What became of every log line that came in, as a sum that adds up."""

from collections.abc import Callable
from typing import TypeAlias

from awsobs.domain.accounting import Counts
from awsobs.present.fitting import GAP, Piece, two_sided
from awsobs.present.numbers import number
from awsobs.present.rows import Row, width_of

_Form: TypeAlias = "tuple[list[Piece], list[Piece]]"
_LOST = "background bold on fault"


def account_row(counts: Counts, width: int, *, hidden: int = 0, let_go: int = 0) -> Row:
    """`since start  in 381,204 = shown 4,120 + filtered 377,012 + re-read 72 + … + lost 0`.

    Of the lines that were kept `hidden` are not shown because of the filter, and `let_go` made
    room for newer ones. At the right stands what is no part of the sum: how many came late, how
    late half and nearly all of them came, how many the service picked from more. Where that does
    not fit, lines that were read again are left out on both sides, then large numbers are
    rounded, and at last there is no sum: what is lost, gaps and the lag stay.
    """
    forms = (
        _whole(counts, hidden, let_go),
        _short(counts, hidden, let_go, _exact),
        _short(counts, hidden, let_go, number),
        _fewest(counts, hidden, let_go),
    )
    fitting = (form for form in forms if _least(form) <= width)
    before, after = next(fitting, forms[-1])
    return two_sided(before, after, width)


def _whole(counts: Counts, hidden: int, let_go: int) -> _Form:
    shown = max(0, counts.kept - hidden - let_go)
    before = [
        _since(1),
        _term(" in", counts.received),
        _term("  =  shown", shown),
        _term(" + filtered", counts.filtered + hidden),
        _term(" + re-read", counts.duplicate),
    ]
    if let_go:
        before.append(_term(" + let go", let_go, "warning"))
    before += [
        _term(" + malformed", counts.malformed, "warning"),
        _term(" + lost", counts.lost_total, _LOST, none="ok"),
    ]
    after = [_lag(counts, "came after", 1), _term("  late", counts.late, rank=2)]
    return before, [*after, *_troubles(counts, "gaps filled")]


def _short(counts: Counts, hidden: int, let_go: int, spelt: Callable[[int], str]) -> _Form:
    """Without lines that were read again, which are no fault, and without what there is none of."""
    some = [
        ("filtered", counts.filtered + hidden, ""),
        ("let go", let_go, "warning"),
        ("malformed", counts.malformed, "warning"),
    ]
    before = [
        _since(2),
        _term(" in", counts.received - counts.duplicate, spelt=spelt),
        _term(" = shown", max(0, counts.kept - hidden - let_go), spelt=spelt),
        *(_term(f" + {name}", count, style, spelt=spelt) for name, count, style in some if count),
        _term(" + lost", counts.lost_total, _LOST, none="ok", spelt=spelt),
    ]
    return before, [_lag(counts, "lag", 1), *_troubles(counts, "gaps")]


def _fewest(counts: Counts, hidden: int, let_go: int) -> _Form:
    """No sum any more: only what must be known."""
    shown = max(0, counts.kept - hidden - let_go)
    lost = _term("  lost", counts.lost_total, _LOST, none="ok", spelt=number)
    before = [_term(" shown", shown, spelt=number), lost]
    return before, [_lag(counts, "lag", 2), *_troubles(counts, "gaps")]


def _least(form: _Form) -> int:
    """The cells of what must not go: the sum, gaps and the lag."""
    before, after = form
    kept = [piece for piece in (*before, *after) if piece.rank <= 1]
    return sum(width_of(piece.row) for piece in kept) + GAP + 1


def _since(rank: int) -> Piece:
    """The histogram is of the window, this is not."""
    return Piece(((" since start ", "muted"),), rank)


def _exact(count: int) -> str:
    return f"{count:,}"


def _term(
    label: str,
    count: int,
    some: str = "",
    *,
    none: str = "text",
    rank: int = 0,
    spelt: Callable[[int], str] = _exact,
) -> Piece:
    style = some or "text" if count else none
    return Piece(((label, "muted"), (" ", ""), (spelt(count), style)), rank)


def _lag(counts: Counts, label: str, rank: int) -> Piece:
    half, nearly_all = counts.lags.percentile(0.5), counts.lags.percentile(0.99)
    if half is None or nearly_all is None:
        return Piece((), rank)
    return Piece(((f"{label} {_seconds(half)}–{_seconds(nearly_all)}", "muted"),), rank)


def _troubles(counts: Counts, gaps: str) -> list[Piece]:
    found: list[Piece] = []
    if counts.sampled:
        found.append(_term("  sampled", counts.sampled, "warning", rank=1))
    if counts.gaps:
        found.append(_term(f"  {gaps}", len(counts.gaps), rank=1))
    return found


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f} s"
