"""What a pane says when there is nothing to show, and what to do about it."""

from awsobs.domain.window import Window
from awsobs.present.durations import clock_minute
from awsobs.present.rows import Row, Span, fitted

_KEYS = {
    "logs": (("}", "widen"), ("0", "live")),
    "groups": (("s", "groups"), ("}", "widen"), ("@", "region")),
    "narrowed": (("esc", "clears"), (":server", "reads all")),
    "metrics": ((":", "metrics"),),
    "alarms": (("@", "region"),),
    "trail": (),
}


def empty_row(
    pane: str, width: int, *, window: Window | None = None, region: str = "", lag: str = ""
) -> Row:
    """The words for an empty pane, and the keys that lead on from there."""
    words = empty_words(pane, window=window, region=region, lag=lag)
    return _row(width, words, *_KEYS.get(pane, (("!", "health"),)))


def empty_words(pane: str, *, window: Window | None = None, region: str = "", lag: str = "") -> str:
    """That there is nothing: no logs, groups, metrics, alarms, trail, or traces for the map."""
    match pane:
        case "logs":
            return f"no events in {_span(window)}"
        case "groups":
            return f"no lines from any log group in {region or 'this region'}"
        case "narrowed":
            return f"no event in {_span(window)} passes the filter on the server"
        case "metrics":
            return "no datapoints (namespace/dimension?)"
        case "alarms":
            return f"no alarms in {region or 'this region'}"
        case "trail":
            return f"no management events · {lag or 'note: delivery lag ~5 min, up to 15'}"
        case _:
            return "no traces · is X-Ray on? sampling 5%?"


def no_match_row(hidden: int, width: int, *, searching: bool = False) -> Row:
    """The words where a filter leaves nothing, or has found nothing yet."""
    if searching:
        return _row(width, f"nothing in {hidden:,} so far", ("esc", "clears"))
    return _row(width, f"filter hides all {hidden:,}", ("esc", "clears"))


def _row(width: int, words: str, *keys: tuple[str, str]) -> Row:
    spans: list[Span] = [(" ", ""), (words, "muted")]
    for key, label in keys:
        spans += [(" · ", "muted"), (key, "accent bold"), (f" {label}", "muted")]
    return fitted(spans, width)


def _span(window: Window | None) -> str:
    if window is None:
        return "this window"
    return f"{clock_minute(window.start)}-{clock_minute(window.end)}"
