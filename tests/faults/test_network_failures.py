"""N3, N4, N9 and D1: answers that fail, break off, go in circles, or mean nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from awsobs.local.faults import Body, Page, Refusal, Reset, Rule
from awsobs.settings import Settings
from awsobs.settings.program_log import keeping_log

Played = Callable[..., None]
Measured = Callable[..., None]

SOURCES = ("alarms", "logs", "metrics", "trail", "traces")
UNWELL = Refusal(code="ServiceUnavailable", message="try later", status=503)
HALF_A_MINUTE = timedelta(seconds=30)
FILTER, ALARMS = "logs:FilterLogEvents", "cloudwatch:DescribeAlarms"


@pytest.mark.fault("N3")
def test_a_service_that_fails_is_asked_less_and_its_first_good_answer_counts(
    played: Played, measured: Measured
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        stage.spoil(
            Rule(harm=UNWELL, service="logs", end=HALF_A_MINUTE),
            Rule(harm=UNWELL, service="logs", start=HALF_A_MINUTE, share=0.2),
        )
        await stage.play(15)
        said = stage.words("logs")
        tries = stage.state("logs").tries
        await stage.play(15)
        storm = stage.asked(FILTER, 20, 50)
        recovered = await stage.until(lambda: stage.state("logs").is_current) - 50
        await stage.play(60)
        stage.spoil()
        lost, doubled = await stage.lost_and_doubled()

        assert said.startswith(f"! 503 ×{tries}\n ! 503 ServiceUnavailable   next try in ")
        assert "kept until 12:00:" in said
        assert len(storm) <= 3 * (tries + 3)
        assert recovered <= 30
        assert stage.conditions("logs", 51 + recovered, 110) == {"ready"}
        assert (lost, doubled) == (0, 0)
        assert stage.adds_up()
        for other in SOURCES:
            if other != "logs":
                assert stage.conditions(other, 20, 110) == {"ready"}
        measured(
            "N3",
            requests_in_30_s=len(storm),
            recovery=f"{recovered:.1f} s",
            lost=lost,
            doubled=doubled,
        )

    played(scene)


@pytest.mark.fault("N3")
def test_a_failing_call_takes_three_attempts_and_no_more(played: Played) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        stage.spoil(Rule(harm=UNWELL, service="cloudwatch", operation="DescribeAlarms"))
        before = stage.clock.monotonic()
        await stage.until(lambda: stage.state("alarms").tries == 1)
        assert len(stage.asked(ALARMS, before, stage.clock.monotonic())) == 3

    played(scene)


@pytest.mark.fault("N4")
def test_a_connection_that_breaks_in_the_body_costs_no_line_and_doubles_none(
    played: Played, measured: Measured
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        at = int(stage.clock.now().timestamp() * 1000) - 10_000
        for page in range(3):  # three pages of FilterLogEvents, by their size
            rows = [
                {"timestamp": at + n, "message": f"bulk {page} {n} {'x' * 300}"}
                for n in range(3_000)
            ]
            stage.put("logs:PutLogEvents", logGroupName="/shop", logStreamName="s", logEvents=rows)
            stage.written += [row["message"] for row in rows]
        stage.spoil(Rule(harm=Reset(after=500), share=0.4))
        await stage.play(20)
        asked = len(stage.asked(FILTER, 20, 40))
        stage.spoil()
        lost, doubled = await stage.lost_and_doubled()

        assert asked > 10
        assert (lost, doubled) == (0, 0)
        assert stage.adds_up()
        measured("N4", lines=len(stage.written), lost=lost, doubled=doubled)

    played(scene)


@pytest.mark.fault("N9")
def test_empty_pages_are_followed(played: Played, measured: Measured) -> None:
    async def scene(stage: Any) -> None:
        stage.spoil(Rule(harm=Page.EMPTY))
        await stage.play(60)
        lost, doubled = await stage.lost_and_doubled()
        assert (lost, doubled) == (0, 0)
        for source in SOURCES:
            assert stage.state(source).is_current
        measured("N9 empty pages", lost=lost, doubled=doubled)

    played(scene)


@pytest.mark.fault("N9")
def test_a_token_that_comes_again_ends_the_pages_with_a_warning_and_nothing_stops(
    played: Played, measured: Measured
) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(20)
        normal = len(stage.asked(ALARMS, 0, 20))
        stage.spoil(Rule(harm=Page.REPEAT))
        await stage.play(20)
        circling = len(stage.asked(ALARMS, 20, 40))
        # metrics are listed again after half a minute only, at the next pass
        await stage.until(lambda: "page token twice" in stage.words("metrics"))
        words = {source: stage.words(source) for source in ("alarms", "logs", "metrics", "traces")}
        fresh = stage.written[-4] in stage.lines()
        stage.spoil()
        lost, doubled = await stage.lost_and_doubled()

        for source, said in words.items():
            assert "gave the same page token twice" in said, source
        assert fresh
        assert circling <= 2 * (normal + 1)
        assert (lost, doubled) == (0, 0)
        assert stage.adds_up()
        for source in SOURCES:
            await stage.until(lambda source=source: stage.state(source).condition.value == "ready")
        assert stage.clock.monotonic() < 90
        measured("N9 same token", extra_calls=f"{circling / normal - 1:.1f} a call", lost=lost)

    played(scene)


@pytest.mark.fault("D1")
@pytest.mark.parametrize("body", Body)
def test_a_body_that_means_nothing_is_told_counted_and_logged_without_its_secrets(
    played: Played, measured: Measured, body: Body, tmp_path: Path
) -> None:
    file = tmp_path / "awsobs.log"

    async def scene(stage: Any) -> None:
        rows = [{"timestamp": int(stage.clock.now().timestamp() * 1000), "message": SECRET}]
        await stage.play(10)
        stage.put("logs:PutLogEvents", logGroupName="/shop", logStreamName="s", logEvents=rows)
        stage.spoil(Rule(harm=body, service="logs", operation="Filter*", end=HALF_A_MINUTE))
        await stage.play(20)
        state, said = stage.state("logs"), stage.words("logs")
        malformed = stage.memory.feeds.counts("logs").malformed
        await stage.play(40)
        lost, doubled = await stage.lost_and_doubled()

        assert said.startswith(f"! bad reply ({state.tries})\n ! bad reply to {FILTER}   ")
        assert malformed == state.tries > 1
        assert (lost, doubled) == (0, 0)
        assert stage.adds_up()
        assert stage.state("logs").is_current
        assert stage.conditions("alarms", 10, 70) == {"ready"}
        measured(f"D1 {body.value}", malformed=malformed, lost=lost, doubled=doubled)

    with keeping_log(Settings(log_file=str(file))):
        played(scene)
    told = [line for line in file.read_text().splitlines() if "bad reply to logs:" in line]
    assert told
    assert max(map(len, told)) < 4096 + 200
    assert "hunter2hunter2" not in file.read_text()


SECRET = "login password=hunter2hunter2 done"


@pytest.mark.fault("D1")
def test_rubbish_instead_of_xml_is_a_bad_reply_too(played: Played) -> None:
    async def scene(stage: Any) -> None:
        await stage.play(10)
        stage.spoil(Rule(harm=Body.GARBAGE, service="cloudwatch", operation="DescribeAlarms"))
        await stage.play(10)
        assert stage.words("alarms").startswith("! bad reply (")
        assert stage.memory.feeds.counts("alarms").malformed == stage.state("alarms").tries

    played(scene)
