"""What is said about a trace as a whole: its request, its critical path, whether all of it came."""

from collections.abc import Sequence
from urllib.parse import urlsplit

from awsobs.analysis.span_facts import name_of, request_of, status_of
from awsobs.analysis.waterfall import Span, Waterfall
from awsobs.domain.traces import Trace
from awsobs.present.numbers import latency, percent
from awsobs.present.rows import Row, cut, fitted, width_of
from awsobs.present.trace_waterfall import MARKS


def short_trace_id(trace_id: str) -> str:
    """`1-67412f0c-…a1f3`: when it began, and the end that log rows show."""
    parts = trace_id.split("-")
    if len(parts) != 3 or len(parts[2]) < 8:
        return cut(trace_id, 24)
    return f"{parts[0]}-{parts[1]}-…{parts[2][-4:]}"


def path_of(url: str) -> str:
    """The path of a url, or all of it where it has none."""
    try:
        return urlsplit(url).path or url
    except ValueError:
        return url


def summary_row(fall: Waterfall, width: int) -> Row:
    """`POST /checkout  ✖ 502  2,034 ms   critical path gateway → checkout  2,003 ms, 98 %`."""
    if not fall.spans:
        return fitted((), width)
    root = fall.spans[0]
    method, url = request_of(root)
    asked = f"{method} {path_of(url)}".strip() if url else name_of(root)
    mark, style = ("●", "warning") if root.in_progress else MARKS[root.outcome.word]
    status = status_of(root) or root.outcome.word
    took = "not ended" if root.seconds is None else latency(root.seconds)
    start: Row = (
        (" ", ""),
        (cut(asked, width // 3), "strong bold"),
        ("  ", ""),
        (f"{mark} {status}", style if root.outcome.word != "ok" else "muted"),
        ("  ", ""),
        (took, "strong bold"),
    )
    return fitted((*start, *_path(fall, root, width - width_of(start) - 1)), width)


def _path(fall: Waterfall, root: Span, room: int) -> Row:
    """The chain of the critical path and what its end takes, as far as there is room."""
    if len(fall.chain) < 2 or not root.seconds:
        return ()
    names: list[str] = []
    for place in fall.chain:
        name = name_of(fall.spans[place])
        if not names or names[-1] != name:
            names.append(name)
    last = fall.spans[fall.chain[-1]]
    spent = sum(end - start for start, end in last.path)
    says = f"  {latency(spent)}, {percent(spent / root.seconds)}"
    lead = "   critical path " if room > 60 else "   "
    kept = _shortened(names, room - len(lead) - len(says))
    style = "text" if last.outcome.word == "ok" else last.outcome.word
    before = " → ".join(kept[:-1])
    return (
        (lead, "muted"),
        (f"{before} → " if before else "", "text"),
        (kept[-1], style),
        (says, "muted"),
    )


def _shortened(names: Sequence[str], room: int) -> Sequence[str]:
    """The first and the last of some names, and of those between as many as there is room for."""
    for left_out in range(len(names) - 1):
        kept = [names[0], "…", *names[left_out + 1 :]] if left_out else names
        if width_of(((" → ".join(kept), ""),)) <= room:
            return kept
    return names[-1:]


def facts_row(trace: Trace, fall: Waterfall, *, is_narrow: bool = False) -> Row:
    """How much there is, and whether it is all."""
    services = {span.part.name for span in fall.spans if span.is_segment}
    counts = [_many(len(services), "service"), _many(len(fall.spans) + fall.left_out, "span")]
    if is_narrow:
        counts = counts[1:]
    missing = missing_words(trace, fall)
    said: Row = ((missing, "warning") if missing else ("complete", "muted"),)
    return (*(piece for text in counts for piece in ((text, "muted"), ("   ", ""))), *said)


def missing_words(trace: Trace, fall: Waterfall) -> str:
    """What has not come of a trace, or nothing."""
    told: list[str] = []
    if running := sum(span.in_progress for span in fall.spans):
        told.append(f"{running:,} not ended")
    if lost := sum(span.lost for span in fall.spans):
        told.append(f"{lost:,} without parent")
    if trace.broken:
        told.append(f"{trace.broken:,} unreadable")
    if trace.limit_exceeded:
        told.append("cut by AWS: too large")
    if fall.left_out:
        told.append(f"{fall.left_out:,} not shown")
    return "  ".join(told)


def _many(count: int, word: str) -> str:
    return f"{count:,} {word}{'s' * (count != 1)}"
