"""Who made a call, as label and value: the principal, whose session, from where, with what."""

from collections.abc import Iterator
from datetime import datetime

from awsobs.analysis.trail_chains import permission_set_of
from awsobs.analysis.trail_past import Past
from awsobs.domain.safe_text import safe_name
from awsobs.domain.trail import TrailEvent
from awsobs.present.durations import clock_time, dated_time, exact
from awsobs.present.rows import Row, cut, placed, width_of

_LABEL = 12


def caller_rows(past: Past, now: datetime, width: int) -> tuple[Row, ...]:
    """CALLER, then what was done to the resource before; each row fits the width."""
    rows: list[Row] = [_heading("CALLER")]
    rows += [_fact(label, value, style, width) for label, value, style in _caller(past)]
    rows += [(), _heading("ON THIS RESOURCE")]
    rows += [((cut(words, width), "text"),) for words in _resource_words(past, now)]
    return tuple(rows)


def _heading(text: str) -> Row:
    return ((text, "strong bold"),)


def _fact(label: str, value: str, style: str, width: int) -> Row:
    shown = ((cut(value, width - _LABEL), style),)
    return placed(_LABEL + width_of(shown), [(0, ((label, "muted"),)), (_LABEL, shown)])


def _caller(past: Past) -> Iterator[tuple[str, str, str]]:
    event = past.event
    yield "principal", event.who, "warning" if event.is_root else "strong"
    if role := permission_set_of(event):
        yield "permissions", role, "text"
    after = event
    for link in past.chain:
        yield "through", f"{link.who}, {link.name}", "text"
        yield "", f"{clock_time(link.time)}, {exact(after.time - link.time)} before", "muted"
        after = link
    yield "from", _place(event), "text"
    yield "agent", event.user_agent or "-", "text"
    yield "mfa", {True: "yes", False: "no", None: "not said"}[event.mfa], "text"
    yield "key", event.access_key_id or "-", "text"
    if accounts := ", ".join(_account_of(one) for one in past.elsewhere):
        yield "also in", accounts, "text"
    request = event.record.get("requestID")
    yield "request", safe_name(request) if isinstance(request, str) else "-", "text"


def _place(event: TrailEvent) -> str:
    endpoint = event.record.get("vpcEndpointId")
    through = f" by {safe_name(endpoint)}" if isinstance(endpoint, str) and endpoint else ""
    return f"{event.where}{through}"


def _account_of(event: TrailEvent) -> str:
    account = event.record.get("recipientAccountId")
    return safe_name(account) if isinstance(account, str) else "another account"


def _resource_words(past: Past, now: datetime) -> Iterator[str]:
    if not past.event.resources:
        yield "the record names none"
        return
    since = f" since {dated_time(past.since, now)}" if past.since else ""
    yield f"{past.writes:,} write{'' if past.writes == 1 else 's'}{since}"
    if past.first is not None:
        yield f"first by {past.first.who} {dated_time(past.first.time, now)}"
    yield f"{past.by_same:,} event{'' if past.by_same == 1 else 's'} by {past.event.who}"
