from datetime import UTC, datetime, timedelta
from typing import Any

from awsobs.analysis.trail_folds import APART, folded
from awsobs.domain.trail import Resource, TrailEvent

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def event(number: int, name: str = "AssumeRole", *, on: str = "r", **more: Any) -> TrailEvent:
    """The higher the number, the older."""
    given: dict[str, Any] = {"who": "ecs", "read_only": True, **more}
    return TrailEvent(
        id=f"{number}",
        time=NOON - timedelta(seconds=number),
        name=name,
        source="sts.amazonaws.com",
        resources=(Resource(name=on),),
        record={},
        **given,
    )


def told(events: list[TrailEvent], alone: str = "") -> list[tuple[str, int, str]]:
    return [(fold.event.name, fold.count, fold.key) for fold in folded(events, alone)]


def test_repeats_are_one_row_even_with_others_between_them() -> None:
    events = [event(n, "AssumeRole" if n % 2 else "GetObject") for n in range(20)]
    assert told(events) == [("GetObject", 10, "18"), ("AssumeRole", 10, "19")]


def test_no_event_is_lost_or_counted_twice() -> None:
    events = [event(n * 97, f"Call{n % 3}", who=f"u{n % 4}") for n in range(200)]
    assert sum(fold.count for fold in folded(events)) == 200


def test_other_principals_addresses_and_outcomes_are_no_repeats() -> None:
    events = [
        event(0),
        event(1, who="alice"),
        event(2, where="10.0.0.1"),
        event(3, error_code="AccessDenied"),
    ]
    assert [count for _, count, _ in told(events)] == [1, 1, 1, 1]


def test_writes_are_folded_on_one_resource_and_reads_on_any() -> None:
    writes = [event(n, "PutThing", on=f"r{n % 2}", read_only=False) for n in range(4)]
    assert [count for _, count, _ in told(writes)] == [2, 2]
    (reads,) = folded([event(n, "GetThing", on=f"r{n}") for n in range(4)])
    assert (reads.count, reads.resources) == (4, 4)
    taken = [event(n, "AssumeRole", on=f"r{n}", read_only=None) for n in range(2)]
    assert [count for _, count, _ in told(taken)] == [2]


def test_what_comes_again_after_a_while_stands_alone() -> None:
    long = int(APART.total_seconds())
    assert [n for _, n, _ in told([event(0), event(long), event(2 * long + 1)])] == [2, 1]


def test_the_suspect_is_never_folded() -> None:
    assert told([event(0), event(1), event(2)], alone="1") == [
        ("AssumeRole", 2, "2"),
        ("AssumeRole", 1, "1"),
    ]
