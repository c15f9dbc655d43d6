from collections.abc import Awaitable, Callable
from typing import Any

from awsobs.domain.exit_status import ExitStatus

Ask = Callable[..., Awaitable[Any]]


async def test_the_alarms_of_a_state_alone(ask: Ask) -> None:
    told = await ask("alarms", "--json", "--state", "ALARM")
    assert [one["AlarmName"] for one in told.objects] == ["pay-errors"]
    none = await ask("alarms", "--state", "OK")
    assert none.err.strip().endswith("no alarm is in OK")


async def test_everything_about_one_alarm(ask: Ask) -> None:
    told = await ask("alarms", "--detail", "pay-errors", "--text")
    assert told.status == ExitStatus.OK
    for words in ("✖ ALARM", "WHO IS TOLD", "WHAT IT WATCHES", "STATES last 14 days", "HISTORY"):
        assert words in told.out
    (one,) = (await ask("alarms", "--detail", "pay-errors", "--json")).objects
    assert one["nobodyIsTold"] == ["it has no action for ALARM"]
    assert "ALARM" in {change["new"] for change in one["history"]}
    gone = await ask("alarms", "--detail", "nobody")
    assert (gone.status, "there is no such alarm" in gone.err) == (ExitStatus.USAGE, True)
