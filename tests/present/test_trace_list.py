"""Which traces a list shows, how it is sorted, and the picture above it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.analysis.response_times import EVERY, Brush, spread_of
from awsobs.analysis.segments import trace_of
from awsobs.domain.traces import TraceSummary
from awsobs.present.response_times import cells_for, range_words, spread_rows, timed
from awsobs.present.rows import text_of, width_of
from awsobs.present.searchable import TRACES
from awsobs.present.shared_facts import facts_of, failing_word
from awsobs.present.trace_list import Narrowing, count_words, having, ordered
from awsobs.present.traces import list_heads, listed_row

NOW = datetime(2026, 11, 25, 7, 45, tzinfo=UTC)


def summary(trace_id: str, minutes: int = 5, **given: Any) -> TraceSummary:
    return TraceSummary(id=trace_id, start=NOW - timedelta(minutes=minutes), **given)


FAULT = summary("fault", has_fault=True, duration=2.0, status=502, annotations=(("plan", "pro"),))
SLOW = summary("slow", minutes=1, duration=9.0, status=200, users=("ada",))
QUICK = summary("quick", minutes=9, duration=0.1, status=404)


def test_a_list_is_sorted_by_each_of_its_orders_and_turned() -> None:
    def names(order: str, *, turned: bool = False) -> list[str]:
        return [one.id for one in ordered([QUICK, SLOW, FAULT], order, turned=turned)]

    assert names("worst") == ["fault", "slow", "quick"]
    assert names("slowest") == ["slow", "fault", "quick"]
    assert names("newest") == ["slow", "fault", "quick"]
    assert names("status") == ["fault", "quick", "slow"]
    assert names("status", turned=True) == ["slow", "quick", "fault"]


def test_facts_narrow_by_summaries_and_by_what_only_documents_tell() -> None:
    document = '{"id": "a", "name": "pay", "start_time": 1, "service": {"version": "2"}}'
    read = {"slow": trace_of("slow", [document])}
    every = [FAULT, SLOW, QUICK]
    assert having(every, (), read.get) == every
    assert having(every, (("annotation.plan", "pro"),), read.get) == [FAULT]
    assert having(every, (("version.pay", "2"), ("user", "ada")), read.get) == [SLOW]
    assert having(every, (("version.pay", "3"),), read.get) == []


def test_what_narrows_is_said() -> None:
    narrowing = Narrowing(brush=Brush(low=1.0), facts=(("status", "502"),))
    assert narrowing.words == "status=502"
    assert range_words(Brush(low=0.5, high=2.0)) == "500 ms to 2.0 s"
    assert Narrowing().words == ""
    assert count_words(3, 1200, 40) == "3 of 1,200 traces · 40 read whole · sampled"


def test_users_methods_and_annotations_can_be_filtered() -> None:
    assert TRACES.filter("user:ada").matches(SLOW)
    assert TRACES.filter("annotation:plan=pro").matches(FAULT)
    assert not TRACES.filter("annotation:plan=pro").matches(SLOW)


def test_rows_fill_their_width_and_say_who_asked() -> None:
    one = summary("x", method="POST", url="/pay", users=("ada",), annotations=(("plan", "pro"),))
    for width in (40, 80, 120, 200):
        assert width_of(listed_row(one, width, NOW)) == width_of(list_heads(width)) == width
    said = text_of(listed_row(one, 120, NOW))
    assert "POST /pay" in said
    assert "ada plan=pro" in said


def test_bars_stand_for_counts_and_fade_out_of_the_range() -> None:
    spread = spread_of(timed([FAULT, SLOW, QUICK, QUICK]), cells_for(80))
    rows = spread_rows(spread, EVERY, 80, 2)
    assert [width_of(row) for row in rows] == [80, 80, 80]
    assert text_of(rows[0]).count("█") == 1
    assert "p50 100 ms" in text_of(rows[0])
    assert "9.0 s" in text_of(rows[2])
    styles = {style for text, style in rows[1] if text == "█"}
    assert styles == {"calm", "fault"}
    faded = spread_rows(spread, Brush(low=0.5), 80, 2)
    assert {style for text, style in faded[1] if text == "█"} == {"calm", "fault", "faint"}
    assert "━" in text_of(faded[2])
    assert spread_rows(None, EVERY, 80, 2) == ()


def test_what_failing_requests_share_is_asked_of_the_worst_class() -> None:
    failing = [summary(f"f{n}", has_fault=True, users=("ada",)) for n in range(20)]
    fine = [summary(f"o{n}", users=("bob",)) for n in range(20)]
    assert failing_word([*failing, *fine]) == "fault"
    assert failing_word(fine) == ""
    found = facts_of([*failing, *fine], "fault", lambda _: None)
    assert [(fact.name, fact.value, fact.failing) for fact in found] == [("user", "ada", 20)]
