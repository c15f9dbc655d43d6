"""What a filter keeps must not depend on how fast it is looked up."""

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.safe_text import safe_text
from awsobs.languages.console_filter import Filter, FilterError
from awsobs.present.searchable import LOG_PLACED, LOG_RAW, LOGS, log_head
from awsobs.store.line_sieve import LineSieve
from awsobs.store.lines import LineStore
from awsobs.store.log_view import LogView

TEXTS = (
    "timeout after 2000 ms",
    "Timeout refused",
    "KELVIN \u212aelvin \u0130stanbul mi\u017fs",
    '{"message": "tim\\u0065out", "code": 1e3, "order": 8820}',
    '{"msg": "ti\\b[31mmeout", "latency": 1.50, "ok": true, "big": 1e999}',
    '{"level": "error", "path": "/charge", "method": "POST", "deep": {"a": [1, 0.00001]}}',
    '{"id": 123456789012345678901234567890, "x": 0.123456789012345678}',
    '{"half": "of a JSON',
    "",
    "ÉCLAIR éclair",
)
WORDS = (
    *(
        "timeout",
        "TIMEOUT",
        "Timeout",
        "kelvin",
        "istanbul",
        "miss",
        "8820",
        "order=8820",
        "1000.0",
    ),
    *("1e-05", "infinity", "inf", "/\\d{4} ms/", "/time+out/i", "/Ref.sed/", "/kelvin/i", "err"),
    *("ERROR", "error", "warning", "/^ERR/", "/ERROR$/", "rror"),
    *("payments", '"err payments"', "level:ERROR", "svc:pay*", "svc!=payments", "msg:timeout"),
    *("msg:message", "trace:*", "stream:b", "ms", "e", "x", "true", "deep={", '"POST /charge"'),
    *(
        "12345678901234567",
        "0.12345678901234568",
        "0.1234567890123457",
        "/a|timeout/",
        "/(no|yes)/",
    ),
    "code>999",
    "code=1e3",
    "order:88",
    "order!=8820",
    "x.y=1",
    "timeout:after",
)


def line(number: int, text: str, level: Level, stream: str) -> LogEvent:
    return LogEvent(
        timestamp=number // 3,
        ingestion_time=0,
        group="/aws/lambda/payments" if number % 2 else "/aws/lambda/café",
        stream=stream,
        message=safe_text(text),
        event_id=f"{number:08}",
        level=level,
        trace_id="1-67" if number % 5 == 0 else "",
    )


rows = st.tuples(
    st.one_of(st.sampled_from(TEXTS), st.text(max_size=12), st.lists(st.text(max_size=3)).map(str)),
    st.sampled_from(list(Level)),
    st.sampled_from("ab"),
)
filters = st.recursive(
    st.one_of(
        st.sampled_from(WORDS),
        st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=3),
    ),
    lambda inner: st.one_of(
        inner.map(lambda one: f"!{one}"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} | {two[1]})"),
        st.tuples(inner, inner).map(lambda two: f"({two[0]} {two[1]})"),
    ),
    max_leaves=4,
)


def view_of(store: LineStore, found: Filter[LogEvent]) -> LogView:
    sieve = LineSieve(found.need, head_of=log_head, placed=LOG_PLACED, raw=LOG_RAW)
    return LogView(store, found.matches, sieve)


def shown(view: LogView, spent: Callable[[], bool] = lambda: False) -> list[LogEvent]:
    view.catch_up(spent)
    while view.behind:
        view.catch_up(spent)
    return [view[position] for position in range(len(view))]


@settings(max_examples=150)
@given(st.lists(rows, max_size=12), filters)
def test_a_sieve_spares_work_and_changes_nothing(
    lines: list[tuple[str, Level, str]], text: str
) -> None:
    try:
        found = LOGS.filter(text)
    except FilterError:
        return
    store = LineStore()
    store.extend(line(number, *one) for number, one in enumerate(lines))
    expected = [event for event in store.slice(0, len(store)) if found.matches(event)]
    assert shown(view_of(store, found)) == expected


@pytest.mark.parametrize("word", WORDS)
def test_each_word_finds_what_it_found_without_a_sieve(word: str) -> None:
    found = LOGS.filter(word)
    store = LineStore()
    store.extend(
        line(number, text, level, stream)
        for number, (text, level, stream) in enumerate(
            (text, level, stream) for text in TEXTS for level in Level for stream in "ab"
        )
    )
    expected = [event for event in store.slice(0, len(store)) if found.matches(event)]
    assert shown(view_of(store, found)) == expected


def test_a_word_is_looked_up_without_asking_the_filter() -> None:
    asked: list[LogEvent] = []
    found = LOGS.filter("!health level:INFO")
    counted = Filter(found.text, lambda event: not asked.append(event), found.need)
    store = LineStore()
    store.extend(
        line(number, "health" if number % 10 == 0 else "order done", Level.INFO, "a")
        for number in range(20_000)
    )
    assert len(shown(view_of(store, counted))) == 18_000
    assert asked == []


def test_plain_lines_are_not_asked_for_fields_that_only_json_has() -> None:
    asked: list[LogEvent] = []
    found = LOGS.filter("order=17")
    counted = Filter(found.text, lambda event: not asked.append(event), found.need)
    store = LineStore()
    lines = [f"order={number} done" for number in range(2_000)] + ['{"order": 17}', '{"id": 17}']
    store.extend(line(number, text, Level.INFO, "a") for number, text in enumerate(lines))
    assert len(shown(view_of(store, counted))) == 112
    assert [event.message for event in asked] == ['{"order": 17}']


def test_a_view_gives_way_in_the_middle_and_goes_on_there() -> None:
    store = LineStore()
    store.extend(line(number, f"order={number}", Level.INFO, "a") for number in range(10_000))
    found = LOGS.filter(r"/r=\d*7$/")
    turns = 0

    def spent() -> bool:
        nonlocal turns
        turns += 1
        return True

    view = view_of(store, found)
    view.catch_up(spent)
    assert view.behind
    assert [event.message[-1] for event in shown(view, spent)] == ["7"] * 1_000
    assert turns > 100


def test_lines_are_found_by_severity_both_ways() -> None:
    store = LineStore()
    store.extend(
        line(number, "x", Level.ERROR if number in (5, 29_000) else Level.INFO, "a")
        for number in range(30_000)
    )
    for view in (LogView(store), view_of(store, LOGS.filter("x"))):
        shown(view)
        assert view.find_level(5, 1, Level.ERROR) == 29_000
        assert view.find_level(29_000, -1, Level.WARN) == 5
        assert view.find_level(29_000, 1, Level.ERROR) is None
        assert view.find_level(0, -1, Level.ERROR) is None


def test_a_place_in_a_view_is_told_by_time_and_id() -> None:
    store = LineStore()
    store.extend(line(number, json.dumps(number), Level.INFO, "a") for number in range(9))
    for view in (LogView(store), view_of(store, LOGS.filter("level:INFO"))):
        orders = [(e.timestamp, e.ingestion_time, e.event_id) for e in shown(view)]
        assert [view.place_of(order) for order in orders] == list(range(9))
        assert [view.place_of(order, behind=True) for order in orders] == list(range(1, 10))


def test_the_histogram_counts_the_lines_of_the_view_as_they_come() -> None:
    store = LineStore()
    view = LogView(store, lambda event: event.message.startswith("a"))
    texts = (("a1", Level.ERROR), ("b", Level.ERROR), ("a2", Level.INFO))
    for number, (text, level) in enumerate(texts):
        store.extend([line(number, text, level, "s")])
        view.catch_up()
    assert view.filtered
    assert view.histogram(0, 10_000, 1) == ([1], [1])
    assert LogView(store).histogram(0, 10_000, 1) == ([2], [1])
    store.clear()
    view.catch_up()
    assert view.histogram(0, 10_000, 1) == ([0], [0])
