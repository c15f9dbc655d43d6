from collections.abc import Callable

from awsobs.app.backlog import MOST, Backlog


def test_what_is_too_far_ahead_is_dropped_until_it_has_been_taken() -> None:
    marks: list[Callable[[], object]] = []
    backlog = Backlog(marks.append)
    assert [backlog.admits() for _ in range(MOST + 10)].count(True) == MOST
    for mark in marks:
        mark()
    assert backlog.admits()


def test_a_mark_that_is_lost_stops_nothing_for_ever() -> None:
    backlog = Backlog(lambda mark: None)
    assert [backlog.admits() for _ in range(MOST + 1)][-1] is False
    backlog.start_over()
    assert backlog.admits()
