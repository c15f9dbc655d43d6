from datetime import UTC, datetime, timedelta

from awsobs.domain.trail import Coverage, TrailEvent
from awsobs.store.trail import TrailStore

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


def event(name: str, minutes: int) -> TrailEvent:
    at = NOON - timedelta(minutes=minutes)
    return TrailEvent(id=name, time=at, name="PutRule", source="events", who="alice", record={})


def test_each_event_is_kept_once_and_newest_come_first() -> None:
    store = TrailStore()
    assert store.add([event("b", 5), event("a", 5), event("c", 1)]) == 3
    assert store.add([event("a", 5), event("d", 9)]) == 1
    assert [kept.id for kept in store.events()] == ["c", "a", "b", "d"]


def test_the_oldest_events_make_room() -> None:
    store = TrailStore(limit=10)
    store.add(event(str(minutes), minutes) for minutes in range(30))
    assert [kept.id for kept in store.events()] == [str(minutes) for minutes in range(9)]


def test_the_revision_rises_only_with_a_change() -> None:
    store = TrailStore()
    store.add([event("a", 1)])
    before = store.revision
    store.add([event("a", 1)])
    assert store.revision == before
    store.set_coverage(Coverage(start=NOON, end=NOON, complete_from=NOON))
    assert store.revision > before
