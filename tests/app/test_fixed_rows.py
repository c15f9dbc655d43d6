"""What the rows of every screen make of the scene."""

from datetime import timedelta

import pytest

from awsobs.app.fixed_rows import FixedRowMaker
from awsobs.app.scene import Scene
from awsobs.domain.clock import FrozenClock
from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.rows import text_of
from awsobs.present.states import PANE_SOURCES
from awsobs.settings import Settings
from awsobs.store.feeds import Meter
from awsobs.store.memory import Memory


def told(memory: Memory, clock: FrozenClock, *sources: str, condition: Condition) -> str:
    """The status line once some sources are in a condition for 52 seconds."""
    for source in sources:
        since = clock.now() - timedelta(seconds=52)
        memory.feeds.set_state(source, SourceState(condition=condition, since=since))
    return text_of(FixedRowMaker(Scene(Settings(), memory, clock)).status("standard", 120))


@pytest.mark.parametrize(
    ("sources", "condition", "says"),
    [
        ((), Condition.READY, "● LIVE"),
        (PANE_SOURCES, Condition.EXPIRED, "◌ STALE 52s"),
        (PANE_SOURCES, Condition.OFFLINE, "○ OFFLINE"),
        (("logs",), Condition.OFFLINE, "◌ PARTLY LIVE"),
        (("trail",), Condition.UNSUPPORTED, "● LIVE"),
    ],
)
def test_the_mode_says_how_far_the_screen_can_be_trusted(
    memory: Memory,
    clock: FrozenClock,
    sources: tuple[str, ...],
    condition: Condition,
    says: str,
) -> None:
    assert f" {says}  07:45:02 UTC" in told(memory, clock, *sources, condition=condition)


def test_a_screen_that_never_had_data_is_not_called_stale(clock: FrozenClock) -> None:
    text = told(Memory(), clock, *PANE_SOURCES, condition=Condition.EXPIRED)
    assert "? NO DATA" in text
    assert "STALE" not in text


@pytest.mark.parametrize(
    ("source", "condition", "says"),
    [
        ("logs", Condition.LOADING, "api 4.9/5 rps"),
        ("traces", Condition.PARTIAL, "api 4.9/5 rps"),
        ("metrics", Condition.PARTIAL, "api ! 4.9/5 rps"),
        ("events", Condition.LOADING, "api ! 4.9/5 rps"),
    ],
)
def test_the_budget_warns_once_the_window_is_read(
    memory: Memory, clock: FrozenClock, source: str, condition: Condition, says: str
) -> None:
    memory.feeds.meter = Meter(rate=4.9, calls=49)
    assert says in told(memory, clock, source, condition=condition)


def test_the_account_bears_the_name_that_the_user_gave_it(
    memory: Memory, clock: FrozenClock
) -> None:
    settings = Settings(aliases={"123456789012": "prod"})
    row = FixedRowMaker(Scene(settings, memory, clock)).status("standard", 120)
    assert "prod 1234…9012" in text_of(row)


def test_before_the_first_answer_no_log_error_is_counted(clock: FrozenClock) -> None:
    memory = Memory()
    rows = FixedRowMaker(Scene(Settings(), memory, clock))
    assert set(text_of(rows.time_bar(120, 2)[0])[24:113]) == {"·"}
    memory.feeds.set_received("logs", clock.now())
    assert set(text_of(rows.time_bar(120, 2)[0])[24:113]) == {"▁"}
