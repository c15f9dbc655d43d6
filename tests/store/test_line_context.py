"""Lines around a line, among those that are kept."""

import pytest

from awsobs.domain.logs import LogEvent
from awsobs.store import line_context
from awsobs.store.line_context import kept_around
from awsobs.store.lines import LineStore


def line(number: int, stream: str = "a") -> LogEvent:
    return LogEvent(
        timestamp=number // 2,
        ingestion_time=0,
        group="g",
        stream=stream,
        message=f"{stream} {number}",
        event_id=f"{number:08}",
    )


@pytest.fixture
def store() -> LineStore:
    """Three streams by turns, more lines than are looked at in one go."""
    store = LineStore()
    store.extend(line(n, "abc"[n % 3]) for n in range(3_000))
    return store


def test_only_lines_of_the_stream_are_around_it(store: LineStore) -> None:
    around = kept_around(store, line(1_500), 2)
    assert [event.message for event in around.events] == [
        f"a {n}" for n in (1_494, 1_497, 1_500, 1_503, 1_506)
    ]
    assert not around.from_start
    assert not around.to_end


def test_the_ends_are_told(store: LineStore) -> None:
    around = kept_around(store, line(3), 5_000)
    assert len(around.events) == 1_000
    assert around.from_start
    assert around.to_end


def test_it_does_not_look_for_ever(store: LineStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(line_context, "FURTHEST", 30)
    around = kept_around(store, line(1_500), 50)
    assert len(around.events) == 20
    assert not around.from_start
