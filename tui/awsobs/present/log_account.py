"""What became of every log line that came in, as a sum that adds up."""

from awsobs.domain.accounting import Counts
from awsobs.present.fitting import Piece, two_sided
from awsobs.present.rows import Row, Span


def account_row(counts: Counts, width: int, *, hidden: int = 0, let_go: int = 0) -> Row:
    """`in 381,204 = shown 4,120 + filtered 377,012 + duplicate 72 + malformed 0 + lost 0`.

    Of the lines that were kept `hidden` are not shown because of the filter, and `let_go` made
    room for newer ones. At the right stands what is no part of the sum: how many came late, how
    late half and nearly all of them came, how many the service picked from more.
    """
    shown = max(0, counts.kept - hidden - let_go)
    sum_of = [
        _term(" in", counts.received, ""),
        _term("  =  shown", shown, ""),
        _term(" + filtered", counts.filtered + hidden, ""),
        _term(" + duplicate", counts.duplicate, ""),
    ]
    if let_go:
        sum_of.append(_term(" + let go", let_go, "warning"))
    sum_of += [
        _term(" + malformed", counts.malformed, "warning"),
        _term(" + lost", counts.lost_total, "background bold on fault", none="ok"),
    ]
    return two_sided(sum_of, _beside(counts), width)


def _term(label: str, count: int, some: str, *, none: str = "text", rank: int = 0) -> Piece:
    style = some or "text" if count else none
    return Piece(((label, "muted"), (" ", ""), (f"{count:,}", style)), rank)


def _beside(counts: Counts) -> list[Piece]:
    found: list[Piece] = []
    half, nearly_all = counts.lags.percentile(0.5), counts.lags.percentile(0.99)
    if half is not None and nearly_all is not None:
        words: tuple[Span, ...] = (
            (f"came after {_seconds(half)}–{_seconds(nearly_all)}", "muted"),
        )
        found.append(Piece(words, 3))
    found.append(_term("  late", counts.late, "", rank=2))
    if counts.sampled:
        found.append(_term("  sampled", counts.sampled, "warning", rank=1))
    if counts.gaps:
        found.append(_term("  gaps filled", len(counts.gaps), "", rank=4))
    return found


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.1f} s"
