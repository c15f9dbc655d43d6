"""Whatever comes in, every row is exactly as wide as it was asked to be."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings, strategies as st

from awsobs.domain.accounting import Counts
from awsobs.domain.alarms import Alarm, AlarmChange, AlarmKind, AlarmState
from awsobs.domain.context import Context, Identity
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.situation import Change, Share, Situation, Suspect
from awsobs.domain.source_state import Condition, SourceState
from awsobs.domain.trail import Coverage, Resource, TrailEvent
from awsobs.domain.window import live_window
from awsobs.present.alarms import alarms_view
from awsobs.present.chart import Guide
from awsobs.present.header import header_row
from awsobs.present.headline import headline_row
from awsobs.present.log_rows import log_row
from awsobs.present.logs import logs_frame
from awsobs.present.metrics import metrics_view
from awsobs.present.rows import Row, text_of, width_of
from awsobs.present.status import Mode, status_row, strip_row, tiny_row
from awsobs.present.trail import trail_view
from awsobs.present.view import PaneView

NOW = datetime(2026, 3, 3, 7, 45, 2, tzinfo=UTC)
words = st.text(alphabet="ab c-/:表日é{}\"'%", max_size=40)
moments = st.timedeltas(timedelta(seconds=-5), timedelta(days=40)).map(lambda d: NOW - d)
numbers = st.floats(-1e13, 1e13, allow_nan=False) | st.sampled_from([0.0, 2.0, 99.96, 1e4])
widths = st.integers(20, 220)
heights = st.integers(1, 60)
kinds = st.sampled_from(["wide", "standard", "compact", "single"])
keys = st.builds(MetricKey, st.sampled_from(["Shop", "AWS/Billing"]), words)
comparisons = st.sampled_from(["", "GreaterThanThreshold", "LessThanOrEqualToThreshold"])
alarms = st.builds(
    Alarm,
    name=words,
    kind=st.sampled_from(AlarmKind),
    state=st.sampled_from(AlarmState),
    since=st.none() | moments,
    metric=st.none() | keys,
    statistic=st.sampled_from(["Sum", "p99", ""]),
    period=st.none() | st.just(timedelta(seconds=10)),
    threshold=st.none() | numbers,
    comparison=comparisons,
    unit=st.sampled_from(["", "Seconds", "Bytes", "Percent", "Milliseconds"]),
    value=st.none() | numbers,
    alarm_actions=st.lists(words, max_size=2).map(tuple),
)
changes = st.builds(
    AlarmChange,
    alarm=words,
    at=moments,
    kind=st.just("StateUpdate"),
    summary=words,
    old=st.none() | st.sampled_from(AlarmState),
    new=st.none() | st.sampled_from(AlarmState),
)
points = st.lists(st.tuples(moments, numbers), max_size=40).map(lambda ps: tuple(sorted(ps)))
series = st.builds(
    Series,
    query=st.builds(
        SeriesQuery,
        id=st.just("m"),
        label=words,
        metric=st.none() | keys,
        period=st.just(timedelta(minutes=1)) | st.just(timedelta(hours=6)),
        unit=st.sampled_from(["", "ms", "s", "$", "/300s", "%"]),
        threshold=st.none() | numbers,
        comparison=comparisons,
    ),
    points=points,
)
events = st.builds(
    TrailEvent,
    id=words,
    time=moments,
    name=words,
    source=words,
    who=words,
    where=words,
    resources=st.lists(st.builds(Resource, name=words), max_size=2).map(tuple),
    error_code=words,
    read_only=st.none() | st.booleans(),
    is_root=st.booleans(),
    mfa=st.none() | st.booleans(),
    record=st.just({}),
)
states = st.none() | st.builds(
    SourceState,
    condition=st.sampled_from(Condition),
    since=moments,
    what=words,
    hint=words,
    operation=words,
    next_try=st.none() | moments,
    tries=st.integers(0, 9),
    data_until=st.none() | moments,
)
suspects = st.builds(
    Suspect,
    event=events,
    resource=words,
    changes=st.lists(
        st.builds(Change, path=words, before=st.none() | words, after=st.none() | words),
        max_size=3,
    ).map(tuple),
)
shares = st.builds(
    Share,
    key=st.builds(NodeKey, words, words, words),
    total=st.floats(0, 1),
    own=st.floats(0, 1),
)
situations = st.builds(
    Situation,
    firing=st.lists(alarms, max_size=7).map(tuple),
    warnings=st.lists(alarms, max_size=2).map(tuple),
    without_data=st.integers(0, 3),
    ok=st.integers(0, 5000),
    onset=st.none() | moments,
    root=st.none() | shares,
    victims=st.lists(shares, max_size=6).map(tuple),
    suspect=st.none() | suspects,
    changes_in_window=st.integers(0, 3),
)
coverages = st.none() | st.builds(
    Coverage, start=moments, end=moments, complete_from=moments, newest=st.none() | moments
)


def all_fit(rows: Iterable[Row], width: int) -> bool:
    return all(width_of(row) == width for row in rows)


def fits(view: PaneView, width: int) -> bool:
    rows = [*view.notice, *(row for item in view.items for row in item.rows), *view.foot]
    return all_fit([*rows, header_row(view.header, width, focused=True)], width)


@settings(deadline=None)
@given(st.lists(alarms, max_size=12), st.lists(changes, max_size=6), states, widths, heights, kinds)
def test_alarm_rows_fill_their_pane(
    given_alarms: Sequence[Alarm],
    given_changes: Sequence[AlarmChange],
    state: SourceState | None,
    width: int,
    height: int,
    kind: str,
) -> None:
    view = alarms_view(
        given_alarms,
        state=state,
        received=NOW,
        now=NOW,
        width=width,
        height=height,
        kind=kind,
        history={alarm.name: given_changes for alarm in given_alarms},
    )
    assert fits(view, width)


@settings(deadline=None)
@given(st.lists(series, max_size=6), states, widths, heights, kinds, st.booleans())
def test_metric_rows_fill_their_pane(
    given_series: Sequence[Series],
    state: SourceState | None,
    width: int,
    height: int,
    kind: str,
    zoomed: bool,
) -> None:
    view = metrics_view(
        given_series,
        state=state,
        received=NOW,
        now=NOW,
        window=live_window(NOW),
        width=width,
        height=height,
        kind=kind,
        zoomed=zoomed,
        change=Guide(NOW - timedelta(minutes=5), "timeout"),
    )
    assert fits(view, width)


@settings(deadline=None)
@given(
    st.lists(events, max_size=8),
    st.none() | suspects,
    coverages,
    states,
    st.none() | moments,
    widths,
    heights,
    kinds,
)
def test_trail_rows_fill_their_pane(
    given_events: list[TrailEvent],
    suspect: Suspect | None,
    coverage: Coverage | None,
    state: SourceState | None,
    onset: datetime | None,
    width: int,
    height: int,
    kind: str,
) -> None:
    view = trail_view(
        [suspect.event, *given_events] if suspect else given_events,
        coverage=coverage,
        state=state,
        now=NOW,
        onset=onset,
        suspect=suspect,
        width=width,
        height=height,
        kind=kind,
    )
    assert fits(view, width)


@settings(deadline=None)
@given(
    words | st.text(max_size=300) | st.just('{"msg":"\\u001b[31m","a":[[1]],"status":5}'),
    st.sampled_from(Level),
    words,
    widths,
    kinds,
    st.booleans(),
)
def test_a_log_row_fills_its_pane(
    message: str, level: Level, name: str, width: int, kind: str, faded: bool
) -> None:
    from awsobs.domain.safe_text import safe_text

    event = LogEvent(
        timestamp=1_772_523_902_123,
        ingestion_time=0,
        group=name,
        stream="",
        message=safe_text(message),
        level=level,
        trace_id=name,
    )
    row = log_row(event, width, kind=kind, faded=faded)
    assert width_of(row) == width
    assert "\x1b" not in text_of(row)


@settings(deadline=None)
@given(
    states, st.lists(words, max_size=5), st.integers(0, 9), widths, heights, kinds, st.booleans()
)
def test_what_stands_around_the_lines_fills_the_pane(
    state: SourceState | None,
    groups: Sequence[str],
    count: int,
    width: int,
    height: int,
    kind: str,
    following: bool,
) -> None:
    frame = logs_frame(
        groups=groups,
        state=state,
        now=NOW,
        window=live_window(NOW),
        width=width,
        height=height,
        kind=kind,
        lines=count,
        hidden=9 - count,
        following=following,
        unseen=count,
        rate=float(count),
        counts=Counts(received=count, lost={"late": count}),
        lag=float(count),
    )
    rows = [*frame.notice, *frame.foot, header_row(frame.header, width, focused=False)]
    assert all_fit(rows, width)


@settings(deadline=None)
@given(situations, coverages, states, st.none() | alarms, st.integers(1, 220))
def test_the_headline_fills_its_row(
    situation: Situation,
    coverage: Coverage | None,
    state: SourceState | None,
    last: Alarm | None,
    width: int,
) -> None:
    row = headline_row(
        situation,
        now=NOW,
        window=live_window(NOW),
        width=width,
        coverage=coverage,
        states={"alarms": state} if state else {},
        last_alarm=last,
        root_p99=2.0,
    )
    assert width_of(row) == width
    assert width_of(tiny_row(situation, now=NOW, width=width)) == width
    assert width_of(strip_row(situation, focused="map", width=width)) == width


@settings(deadline=None)
@given(words, words, words, st.sampled_from(Mode), st.none() | numbers, st.integers(1, 220))
def test_the_status_line_fills_its_row(
    alias: str, region: str, profile: str, mode: Mode, rate: float | None, width: int
) -> None:
    row = status_row(
        context=Context(account="123456789012", region=region, profile=profile),
        identity=Identity(account="123456789012", arn="arn:aws:iam::123456789012:user/x"),
        alias=alias,
        mode=mode,
        detail="52s",
        now=NOW,
        width=width,
        rate=rate,
        usd_per_hour=0.02,
        recording=True,
    )
    assert width_of(row) == width
