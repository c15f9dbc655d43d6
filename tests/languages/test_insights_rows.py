"""Rows in groups and in order: what the commands of Logs Insights make of many events."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.languages.insights.patterns import Counted
from awsobs.languages.insights.queries import Event, Result, Run, parse

START = 1_777_896_000_000  # 2026-05-04T12:00:00Z
LOG = "123456789012:/aws/lambda/shop"
REPORT = (
    "REPORT RequestId: 8f5a2c1e-0000-4000-8000-000000000001\tDuration: 3.52 ms\t"
    "Billed Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t"
    "Init Duration: 100.5 ms\t\n"
    "XRAY TraceId: 1-69f88ac0-0123456789abcdef01234567\tSegmentId: 0123456789abcdef\tSampled: true"
)


def event(message: str, at: int = 0, stream: str = "s", log: str = LOG) -> Event:
    return Event(START + at * 1000, START + at * 1000 + 500, at, stream, log, message)


def ran(query: str, events: Sequence[Event], limit: int = 10_000) -> list[Result]:
    """The rows of a query over events that come newest first."""
    run = Run(parse(query), limit)
    run.feed(sorted(events, reverse=True))
    for _ in run.finish():
        pass
    return run.results()


def table(query: str, *messages: object) -> list[dict[str, str]]:
    """The rows over messages that came a second apart, newest last."""
    texts = [text if isinstance(text, str) else json.dumps(text) for text in messages]
    events = [event(text, number) for number, text in enumerate(texts)]
    return [dict(row.fields) for row in ran(query, events)]


def column(query: str, *messages: object) -> list[str | None]:
    """The first column, a missing value as None."""
    name = parse(query).columns[0][0]
    return [row.get(name) for row in table(query, *messages)]


def value(expression: str, message: object = "") -> str | None:
    """What an expression is worth for one message."""
    (found,) = column(f"fields {expression} as it", message)
    return found


NUMBERS = [{"n": n, "who": "ab"[n % 2]} for n in (5, 1, 4, 2, 3)]


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        ("count(*)", "5"),
        ("count()", "5"),
        ("count(absent)", "0"),
        ("sum(n)", "15"),
        ("avg(n)", "3"),
        ("min(n)", "1"),
        ("max(n)", "5"),
        ("pct(n, 50)", "3"),
        ("pct(n, 90)", "4.6"),
        ("median(n)", "3"),
        ("stddev(n)", "1.4142"),
        ("count_distinct(who)", "2"),
        ("earliest(n)", "5"),
        ("latest(n)", "3"),
        ("earliest(@timestamp)", "2026-05-04 12:00:00.000"),
        ("min(who)", "a"),
        ("sortsLast(who)", "b"),
        ("max(n) - min(n)", "4"),
        ("sum(n * 2) / count(*)", "6"),
        ("avg(absent)", None),
    ],
)
def test_aggregates(call: str, wanted: str | None) -> None:
    assert column(f"stats {call}", *NUMBERS) == [wanted]


def test_a_percentile_of_many_is_within_one_per_cent() -> None:
    events = [event(json.dumps({"n": n})) for n in range(-500, 19_500)]
    (row,) = ran("stats pct(n, 99) as high, pct(n, 1) as low, pct(n, 50) as half", events)
    found = {name: float(text) for name, text in row.fields}
    assert found["high"] == pytest.approx(19_300, rel=0.011)
    assert found["half"] == pytest.approx(9_500, rel=0.011)
    assert found["low"] == pytest.approx(-300, rel=0.011)


def test_groups_have_columns_of_their_own_names() -> None:
    query = "stats count(*), max(n) as top by who, bin(2s) | sort bin(2s), who"
    assert table(query, *NUMBERS) == [
        {"who": "b", "bin(2s)": "2026-05-04 12:00:00.000", "count(*)": "2", "top": "5"},
        {"who": "a", "bin(2s)": "2026-05-04 12:00:02.000", "count(*)": "2", "top": "4"},
        {"who": "b", "bin(2s)": "2026-05-04 12:00:04.000", "count(*)": "1", "top": "3"},
    ]


def test_seconds_of_a_bin_stop_at_sixty() -> None:
    assert value("datefloor(fromMillis(299000), 300s)") == "1970-01-01 00:04:00.000"


def test_stats_of_stats() -> None:
    query = "stats count(*) as each by who | stats max(each) as most, count(*) as kinds"
    assert table(query, *NUMBERS) == [{"most": "3", "kinds": "2"}]


def test_a_number_and_its_text_are_one_group() -> None:
    assert table("stats count(*) as n by v", {"v": 1}, {"v": "1"}, {"v": True}) == [
        {"v": "1", "n": "3"}
    ]


def test_sorting_puts_numbers_first_and_what_is_missing_last() -> None:
    rows = [{"v": "b"}, {"v": 10}, {"x": 0}, {"v": 9}, {"v": "a"}]
    assert column("fields v | sort v", *rows) == ["9", "10", "a", "b", None]
    assert column("fields v | sort by v desc", *rows) == ["b", "a", "10", "9", None]


def test_sorting_by_two_keys() -> None:
    query = "fields n | sort who desc, n asc"
    assert column(query, *NUMBERS) == ["1", "3", "5", "2", "4"]


def test_sort_by_the_text_of_an_aggregate() -> None:
    query = "stats count(*) by who | sort count(*) desc | limit 1"
    assert table(query, *NUMBERS) == [{"who": "b", "count(*)": "3"}]


@given(
    values=st.lists(st.integers(-50, 50), max_size=700),
    limit=st.integers(1, 300),
    falling=st.booleans(),
)
@settings(max_examples=40)
def test_sorting_in_runs_agrees_with_sorting_at_once(
    values: list[int], limit: int, falling: bool
) -> None:
    events = [event(json.dumps({"n": n}), at) for at, n in enumerate(values)]
    order = "desc" if falling else "asc"
    rows = ran(f"fields n | sort n {order} | limit {limit}", events)
    newest_first = values[::-1]
    wanted = sorted(newest_first, key=lambda n: -n if falling else n)[:limit]
    assert [int(row.fields[0][1]) for row in rows] == wanted


def test_limit_and_dedup() -> None:
    assert column("fields n | limit 2", *NUMBERS) == ["3", "2"]
    assert column("fields n | dedup who", *NUMBERS) == ["3", "2"]
    assert column("fields n | sort n asc | dedup who | limit 1", *NUMBERS) == ["1"]
    assert column("fields n | dedup absent", *NUMBERS) == ["3", "2", "4", "1", "5"]


def test_display_says_which_columns_are_left() -> None:
    query = "fields n, who | fields n * 2 as double | display double, who | limit 1"
    assert table(query, *NUMBERS) == [{"double": "6", "who": "b"}]


def test_a_comment_may_stand_anywhere() -> None:
    query = "# first\nfields n # the number\n| # then\n filter n > 4 # so\n"
    assert column(query, *NUMBERS) == ["5"]


def test_a_hash_in_quotes_is_no_comment() -> None:
    assert column("fields @message | filter @message like '#1'", "item #1", "item") == ["item #1"]


def test_matched_counts_what_the_filters_pass() -> None:
    run = Run(parse("filter n > 2 | fields n | limit 1"))
    run.feed([event(json.dumps(row), at) for at, row in enumerate(NUMBERS)])
    assert run.matched == 3
    aggregate = Run(parse("filter n > 2 | stats count(*) as c by n | filter c > 5"))
    aggregate.feed([event(json.dumps(row), at) for at, row in enumerate(NUMBERS)])
    assert aggregate.matched == 3


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("fields n", [["3"], ["2"]]),
        ("fields n | sort n desc", [["3"], ["2"]]),
        ("stats sum(n) by who | sort sum(n) desc | limit 1", [["b", "3"]]),
    ],
)
def test_a_run_can_be_looked_at_before_it_is_done(query: str, wanted: list[list[str]]) -> None:
    events = [event(json.dumps(row), at) for at, row in enumerate(NUMBERS)]
    run = Run(parse(query))
    run.feed(events[:2:-1])
    assert [[text for _, text in row.fields] for row in run.results()] == wanted
    run.feed(events[2::-1])
    for _ in run.finish():
        pass
    assert len(run.results()) >= len(wanted)


class Lengths:
    """Stands for what finds patterns: messages of one length are alike."""

    def __init__(self) -> None:
        self.counts: dict[int, int] = {}
        self.before: dict[int, int] = {}

    def add(self, message: str, *, is_before: bool) -> None:
        kept = self.before if is_before else self.counts
        kept[len(message)] = kept.get(len(message), 0) + 1

    def counted(self) -> list[Counted]:
        lengths = sorted({*self.counts, *self.before}, key=lambda of: -self.counts.get(of, 0))
        return [
            Counted("?" * of, self.counts.get(of, 0), "INFO", self.before.get(of, 0))
            for of in lengths
        ]


def test_patterns_are_rows() -> None:
    run = Run(parse("filter @message != 'skip' | pattern @message | limit 1", Lengths))
    run.feed([event("aa"), event("bb"), event("c"), event("skip")])
    for _ in run.finish():
        pass
    assert [dict(row.fields) for row in run.results()] == [
        {"@pattern": "??", "@sampleCount": "2", "@ratio": "0.6667", "@severityLabel": "INFO"}
    ]


@pytest.mark.parametrize("how", ["", " previousDay", " PREVIOUSWEEK", " previousMonth"])
def test_differences_come_greatest_first(how: str) -> None:
    query = parse(f"filter @message != 'skip' | pattern @message | diff{how} | limit 4", Lengths)
    assert query.compared is not None
    assert query.compared.value == how.strip().lower()
    run = Run(query)
    run.feed_before(map(event, ["a", "bb", "bb", "ccc", "skip"]))
    run.feed(map(event, ["a", "bb", "ccc", "ccc", "ccc", "dddddd", "skip"]))
    for _ in run.finish():
        pass
    names = ("@pattern", "@sampleCount", "@difference", "@differenceDescription")
    rows = [dict(row.fields) for row in run.results()]
    assert [tuple(row[name] for name in names) for row in rows] == [
        ("???", "3", "2", "Increased"),
        ("??????", "1", "1", "New"),
        ("??", "1", "-1", "Decreased"),
        ("?", "1", "0", "Unchanged"),
    ]
