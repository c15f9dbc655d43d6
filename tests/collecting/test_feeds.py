from collections.abc import Awaitable, Callable
from random import Random
from typing import Any

import pytest

from awsobs.collecting.schedules import pause_after
from awsobs.domain.source_state import Condition, SourceError

Settled = Callable[[], Awaitable[None]]
Scripted = Callable[..., Any]


def refused(condition: Condition) -> SourceError:
    return SourceError("no", condition=condition, operation="logs:FilterLogEvents")


async def test_a_feed_polls_at_its_interval(stage: Any, scripted: Scripted) -> None:
    source = scripted()
    stage.run(source, interval=2.0)
    await stage.clock.advance(20)
    assert 9 <= source.polls <= 12
    assert stage.poured == list(range(1, source.polls + 1))
    assert stage.board.counts("logs").received == source.polls


async def test_a_source_that_is_behind_is_polled_again_at_once(
    stage: Any, scripted: Scripted
) -> None:
    source = scripted()
    source.behind = True
    stage.run(source, interval=60.0)
    await stage.clock.advance(2)
    assert source.polls >= 10


async def test_ready_tells_until_when_the_data_is_current(stage: Any, scripted: Scripted) -> None:
    stage.run(scripted(), interval=2.0)
    await stage.clock.advance(10)
    state = stage.board.state("logs")
    assert state.condition is Condition.READY
    assert state.data_until > state.since
    assert stage.board.received("logs") == state.data_until


async def test_a_shortfall_is_told_as_partial(stage: Any, scripted: Scripted) -> None:
    source = scripted()
    source.shortfall = "40 of 90 traces"
    stage.run(source)
    await stage.clock.advance(0)
    state = stage.board.state("logs")
    assert (state.condition, state.what) == (Condition.PARTIAL, "40 of 90 traces")


async def test_a_failure_keeps_the_age_of_the_data_and_says_when_it_tries_again(
    stage: Any, scripted: Scripted
) -> None:
    source = scripted()
    stage.run(source)
    await stage.clock.advance(5)
    until = stage.board.state("logs").data_until
    source.error = refused(Condition.OFFLINE)
    await stage.clock.advance(20)
    state = stage.board.state("logs")
    assert state.condition is Condition.OFFLINE
    assert state.data_until >= until
    assert state.next_try > stage.clock.now()
    assert state.operation == "logs:FilterLogEvents"


async def test_a_trouble_and_its_end_are_logged_once(
    stage: Any, scripted: Scripted, caplog: pytest.LogCaptureFixture
) -> None:
    source = scripted()
    with caplog.at_level("INFO", logger="awsobs.collecting.feeds"):
        stage.run(source, interval=2.0)
        await stage.clock.advance(5)
        source.error = refused(Condition.FAILING)
        await stage.clock.advance(100)
        source.error = None
        await stage.clock.advance(31)
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert told == [("WARNING", "logs is failing: no"), ("INFO", "logs is ready again")]


async def test_the_moment_a_trouble_began_is_kept_while_it_lasts(
    stage: Any, scripted: Scripted
) -> None:
    source = scripted()
    source.error = refused(Condition.FAILING)
    stage.run(source)
    await stage.clock.advance(0)
    began = stage.board.state("logs").since
    await stage.clock.advance(100)
    assert stage.board.state("logs").since == began
    assert stage.board.state("logs").tries == source.polls
    source.error = None
    await stage.clock.advance(31)
    assert stage.board.state("logs").condition is Condition.READY


async def test_denied_is_not_asked_again_for_five_minutes(stage: Any, scripted: Scripted) -> None:
    source = scripted()
    source.error = refused(Condition.DENIED)
    stage.run(source)
    await stage.clock.advance(299)
    assert source.polls == 1
    await stage.clock.advance(2)
    assert source.polls == 2


async def test_a_throttling_storm_is_told_and_met_with_rare_calls(
    stage: Any, scripted: Scripted
) -> None:
    source = scripted()
    stage.run(source)
    await stage.clock.advance(10)
    before = source.polls
    source.error = refused(Condition.THROTTLED)
    await stage.clock.advance(60)
    assert source.polls - before <= 12
    assert stage.board.state("logs").condition is Condition.THROTTLED
    source.error = None
    await stage.clock.advance(30)
    assert stage.board.state("logs").condition is Condition.READY


async def test_one_throttled_pass_is_no_news_while_the_data_is_fresh(
    stage: Any, scripted: Scripted
) -> None:
    source = scripted()
    stage.run(source, interval=10.0)
    await stage.clock.advance(10)
    source.error = refused(Condition.THROTTLED)
    stage.feeds[0].wake()
    await stage.clock.advance(0)
    assert stage.board.state("logs").condition is Condition.READY


async def test_refresh_polls_now(stage: Any, scripted: Scripted) -> None:
    source = scripted()
    feed = stage.run(source, interval=60.0)
    await stage.clock.advance(0)
    feed.wake()
    await stage.clock.advance(0)
    assert source.polls == 2


async def test_a_hidden_feed_does_not_poll_until_it_is_shown(
    stage: Any, scripted: Scripted
) -> None:
    source = scripted()
    feed = stage.run(source)
    await stage.clock.advance(0)
    feed.hidden = True
    await stage.clock.advance(60)
    assert source.polls == 1
    feed.hidden = False
    feed.wake()
    await stage.clock.advance(0)
    assert source.polls == 2


async def test_a_feed_follows_another_but_not_for_ever(stage: Any, scripted: Scripted) -> None:
    slow, metrics = scripted("alarms"), scripted("metrics")
    first = stage.run(slow)
    first.tried.clear()
    slow.error = None
    second = stage.run(metrics, after=first)
    await stage.clock.advance(0)
    assert first.tried.is_set()
    assert second.tried.is_set()
    assert metrics.polls == 1


async def test_expired_credentials_pause_everybody_but_one_probe(
    stage: Any, scripted: Scripted
) -> None:
    sources = [scripted(name) for name in ("alarms", "logs", "trail")]
    for source in sources:
        stage.run(source)
    stage.keep_sign_in()
    await stage.clock.advance(5)
    expired = SourceError("SSO session expired", condition=Condition.EXPIRED, hint="run: x")
    stage.renewal = expired
    for source in sources:
        source.error = expired
    await stage.clock.advance(3)
    polls = sum(source.polls for source in sources)
    await stage.clock.advance(120)
    assert sum(source.polls for source in sources) == polls
    assert 7 <= stage.renewed <= 9
    for source in sources:
        state = stage.board.state(source.name)
        assert (state.condition, state.what) == (Condition.EXPIRED, "SSO session expired")
        assert stage.clock.now() < state.next_try
    stage.renewal = None
    for source in sources:
        source.error = None
    await stage.clock.advance(16)
    assert all(stage.board.state(s.name).condition is Condition.READY for s in sources)


async def test_a_hidden_feed_does_not_go_on_saying_that_credentials_ended(
    stage: Any, scripted: Scripted
) -> None:
    shown, hidden = scripted("alarms"), scripted("events")
    stage.run(shown)
    feed = stage.run(hidden)
    stage.keep_sign_in()
    await stage.clock.advance(5)
    before = stage.board.state("events")
    feed.hidden = True
    shown.error = SourceError("session expired", condition=Condition.EXPIRED)
    await stage.clock.advance(3)
    assert stage.board.state("events").condition is Condition.EXPIRED
    shown.error = None
    await stage.clock.advance(16)
    assert stage.board.state("alarms").condition is Condition.READY
    assert stage.board.state("events") == before


@pytest.mark.parametrize("failures", range(1, 12))
def test_back_off_grows_to_half_a_minute_and_no_further(failures: int) -> None:
    pauses = [pause_after(refused(Condition.FAILING), failures, Random(n)) for n in range(50)]
    assert all(0 <= pause <= min(30, 2 ** (failures - 1)) for pause in pauses)
    assert max(pauses) - min(pauses) > min(30, 2 ** (failures - 1)) / 2


def test_an_answer_that_says_when_to_come_back_is_obeyed() -> None:
    error = SourceError("later", retry_after=7.0)
    assert pause_after(error, 1, Random(1)) == 7.0
    assert 7 <= pause_after(error, 9, Random(1)) <= 30


async def test_what_the_user_does_not_want_to_wait_for_is_asked_again_a_minute_later(
    stage: Any, scripted: Scripted
) -> None:
    source = scripted()
    source.never_answers = True
    feed = stage.run(source, interval=2.0)
    await stage.clock.advance(6)
    assert stage.board.state("logs").condition is Condition.LOADING
    feed.cancel()
    await stage.clock.advance(1)
    state = stage.board.state("logs")
    assert (state.condition, state.what) == (Condition.FAILING, "cancelled with esc")
    source.never_answers = False
    await stage.clock.advance(50)
    assert source.polls == 1
    await stage.clock.advance(15)
    assert stage.board.state("logs").condition is Condition.READY
    feed.cancel()
    await stage.clock.advance(5)
    assert stage.board.state("logs").condition is Condition.READY
