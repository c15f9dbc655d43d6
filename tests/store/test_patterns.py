"""The patterns of kept lines, now and before."""

from datetime import UTC, datetime, timedelta

import pytest

from awsobs.analysis.pattern_changes import Change, PatternCount
from awsobs.domain.logs import Level, LogEvent
from awsobs.store import patterns as patterns_module
from awsobs.store.lines import LineStore
from awsobs.store.patterns import PatternStore, PatternTable

START = datetime(2031, 3, 9, 4, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def never() -> bool:
    return False


def line(text: str, minute: float, level: Level = Level.INFO, group: str = "/a") -> LogEvent:
    at = int((START + timedelta(minutes=minute)).timestamp() * 1000)
    return LogEvent(
        timestamp=at, ingestion_time=at, group=group, stream="s", message=text, level=level
    )


@pytest.fixture
def lines() -> LineStore:
    return LineStore()


def table_of(store: PatternStore, cells: int = 4) -> PatternTable:
    store.catch_up(never)
    now, before = (START + HOUR, START + 2 * HOUR), (START, START + HOUR)
    return store.table(now, before, (START, START + 2 * HOUR), cells)


def by_template(table: PatternTable) -> dict[str, PatternCount]:
    return {pattern.template: pattern for pattern in table.patterns}


def test_what_came_only_now_is_new_and_stands_first(lines: LineStore) -> None:
    lines.extend(line(f"order {n} placed", n) for n in range(120))
    lines.extend(line(f"took {n} ms", n, group="/b") for n in range(60))
    lines.extend(line(f"timeout after {n} ms", 61 + n, Level.ERROR, "/c") for n in range(5))
    table = table_of(PatternStore(lines))
    first = table.patterns[0]
    assert (first.template, first.change) == ("timeout after <n> ms", Change.NEW)
    assert (first.now, first.before, first.level) == (5, 0, Level.ERROR)
    assert first.first == START + timedelta(minutes=61)
    assert first.groups == ("/c",)
    assert by_template(table)["took <n> ms"].change is Change.GONE
    assert by_template(table)["order <n> placed"].cells == (30, 30, 30, 30)
    assert (table.lines, table.baseline_lines) == (65, 120)


def test_lines_around_the_border_of_the_two_stretches_are_counted_once(lines: LineStore) -> None:
    lines.extend(line(f"order {n} placed", n / 60) for n in range(120))
    store = PatternStore(lines)
    store.catch_up(never)
    border, end = START + timedelta(seconds=65), START + timedelta(seconds=120)
    table = store.table((border, end), (START, border), (START, end), 4)
    assert (table.baseline_lines, table.lines) == (60, 60)


def test_late_lines_move_the_first_time(lines: LineStore) -> None:
    store = PatternStore(lines)
    lines.extend([line("took 1 ms", 90)])
    table_of(store)
    lines.extend([line("took 2 ms", 70)])
    (pattern,) = table_of(store).patterns
    assert pattern.first == START + timedelta(minutes=70)


def test_parts_of_a_wider_pattern_are_counted_together(lines: LineStore) -> None:
    store = PatternStore(lines)
    lines.extend(line(f"user {name} signed in", 70) for name in ("ann", "bob"))
    assert len(table_of(store).patterns) == 2
    lines.extend([line("user cy signed in", 10), line("user ann signed in", 71)])
    (pattern,) = table_of(store).patterns
    assert (pattern.now, pattern.before, pattern.is_wide) == (3, 1, True)


def test_lines_are_sorted_in_slices_and_none_twice(lines: LineStore) -> None:
    lines.extend(line(f"took {n} ms", 70) for n in range(2_000))
    store = PatternStore(lines)
    slices = 1
    while not store.catch_up(lambda: True):
        slices += 1
    assert slices > 2
    assert store.looked_at == 2_000
    assert table_of(store).lines == 2_000


def test_a_store_that_was_cleared_is_begun_anew(lines: LineStore) -> None:
    store = PatternStore(lines)
    lines.extend([line("of the old account", 70)])
    table_of(store)
    lines.clear()
    lines.extend([line("of the new account", 70)])
    (pattern,) = table_of(store).patterns
    assert pattern.template == "of the new account"


def test_the_older_half_of_the_time_makes_room(
    lines: LineStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patterns_module, "MOST_BUCKETS", 100)
    store = PatternStore(lines)
    lines.extend(line("took 1 ms", n) for n in range(120))
    table = table_of(store)
    assert (table.baseline_lines, table.lines) == (10, 60)


def test_lines_that_made_room_are_passed_over() -> None:
    lines = LineStore(max_lines=100)
    store = PatternStore(lines)
    for n in range(30):
        lines.extend(
            line(f"took {number} ms", 70) for number in range(n * 1_000, n * 1_000 + 1_000)
        )
    assert lines.evicted
    assert table_of(store).lines == len(lines)
