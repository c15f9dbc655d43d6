from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.situation import Situation
from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.headline import headline_row
from awsobs.present.rows import Row, text_of

Headline = Callable[..., Row]


@pytest.fixture
def headline(incident: Any) -> Headline:
    def make(situation: Any = None, width: int = 120, **more: Any) -> Row:
        given = {"now": incident.now, "window": incident.window, "coverage": incident.coverage}
        return headline_row(situation or incident.situation, width=width, **{**given, **more})

    return make


def state(incident: Any, condition: Condition, **more: Any) -> SourceState:
    return SourceState(condition=condition, since=incident.now - timedelta(seconds=52), **more)


def test_the_standard_row_is_that_of_the_picture(headline: Headline) -> None:
    assert text_of(headline()) == (
        " ✖ 2 ALARMS  payments faults 34 % since 07:41  victims checkout gateway     "
        "◆ suspect timeout 10→2 s by ci-deploy −1m48 "
    )


def test_the_compact_row_drops_victims_and_by_whom(headline: Headline) -> None:
    assert text_of(headline(width=80)) == (
        " ✖ 2 ALARMS  payments faults 34 % since 07:41            ◆ timeout 10→2 s −1m48 "
    )


def test_the_wide_row_tells_more_of_each(headline: Headline) -> None:
    text = text_of(headline(width=200, root_p99=2.0, why_key="o"))
    assert text.startswith(
        " ✖ 2 ALARMS  payments faults 34 % of its own requests since 07:41 (4m), p99 2.0 s"
        "   victims checkout 18 %, gateway 9 %   "
    )
    assert text.endswith(" ◆ suspect payments timeout 10→2 s by ci-deploy 07:39:12 −1m48   o why ")


def test_no_key_is_named_that_does_nothing(headline: Headline) -> None:
    assert text_of(headline(width=200)).endswith(" by ci-deploy 07:39:12 −1m48 ")


@pytest.mark.parametrize("width", [50, 62, 66, 70, 90, 100, 105, 110])
def test_root_share_time_and_change_stay_the_longest(headline: Headline, width: int) -> None:
    text = text_of(headline(width=width))
    assert "payments faults 34 % since 07:41" in text
    if width >= 70:
        assert "timeout 10→2 s −1m48" in text.replace("by ci-deploy ", "")
    else:
        assert "◆" not in text


@pytest.mark.parametrize("width", [80, 120, 200])
def test_too_few_requests_tell_no_share(headline: Headline, incident: Any, width: int) -> None:
    text = text_of(headline(replace(incident.situation, few_traces=True), width))
    assert "payments faults since 07:41" in text
    assert "%" not in text
    assert ("few traces yet" in text) is (width >= 120)


def test_what_fails_without_an_alarm_is_a_statement_of_its_own(
    headline: Headline, incident: Any
) -> None:
    apart = replace(
        incident.situation, tells_apart=True, firing=incident.situation.firing[:1], suspect=None
    )
    assert text_of(headline(apart)).startswith(
        " ✖ 1 ALARM  checkout-5xx-rate in ALARM since 07:41   payments faults 34 %  "
    )
    assert "payments" not in text_of(headline(apart, 60))


def test_the_chip_is_filled_and_the_rest_stands_on_the_tint(headline: Headline) -> None:
    row = headline()
    assert row[0] == (" ✖ 2 ALARMS ", "background bold on fault")
    assert all(style.endswith("on tint") for _, style in row[1:])


def test_without_a_root_the_alarms_are_named(headline: Headline, incident: Any) -> None:
    plain = replace(incident.situation, root=None, victims=(), suspect=None)
    assert text_of(headline(plain)).startswith(
        " ✖ 2 ALARMS  checkout-5xx-rate, payments-p99-latency in ALARM since 07:41 "
    )


def test_no_suspect_is_said_with_what_was_looked_at(headline: Headline, incident: Any) -> None:
    plain = replace(incident.situation, suspect=None)
    assert text_of(headline(plain)).rstrip().endswith("no suspect among 4 changes in 30m")
    quiet = replace(plain, changes_in_window=0)
    assert text_of(headline(quiet)).rstrip().endswith("no change in 30m")
    assert "no change" not in text_of(headline(quiet, coverage=None))


def test_a_healthy_screen_says_what_was_looked_at(headline: Headline, incident: Any) -> None:
    last = replace(
        incident.alarms[4], name="carts-5xx-rate", since=incident.now - timedelta(hours=11)
    )
    row = headline(Situation(ok=41), last_alarm=last)
    assert text_of(row) == (
        " ✔ 41 OK  nothing is failing   no change in 30m   trail complete to 07:40:50         "
        "last alarm carts-5xx-rate 11 h ago "
    )
    assert row[0] == (" ✔ 41 OK ", "background bold on ok")


def test_a_trail_that_was_not_read_is_not_called_quiet(headline: Headline, incident: Any) -> None:
    assert "trail not read yet" in text_of(headline(Situation(ok=41), coverage=None))
    partly = replace(incident.coverage, complete_from=incident.now)
    assert "trail read back to 07:45:02" in text_of(headline(Situation(ok=41), coverage=partly))


def test_a_billing_alarm_alone_is_a_warning(headline: Headline, incident: Any) -> None:
    row = headline(Situation(warnings=(incident.alarms[2],), ok=37))
    assert text_of(row).startswith(
        " ! 1 WARNING  estimated-charges at 812 $ since 06:10   nothing else is failing"
    )
    assert row[0] == (" ! 1 WARNING ", "background bold on warning")


@pytest.mark.parametrize("condition", [Condition.OFFLINE, Condition.THROTTLED, Condition.DENIED])
def test_nothing_is_called_well_while_alarms_are_not_read(
    headline: Headline, incident: Any, condition: Condition
) -> None:
    at = incident.now - timedelta(seconds=40)
    states = {"alarms": state(incident, condition, data_until=at)}
    well = headline(Situation(ok=41), states=states)
    assert text_of(well).startswith(" ? 41 OK  alarms not read since 07:44:22 ")
    assert "on ok" not in well[0][1]
    warned = headline(Situation(warnings=(incident.alarms[2],), ok=37), states=states)
    assert "alarms not read since 07:44:22" in text_of(warned)
    never = {"alarms": state(incident, condition)}
    assert "alarms not read  " in text_of(headline(Situation(ok=41), states=never))
    assert "nothing" not in text_of(well) + text_of(warned)


def test_a_demo_whose_aws_is_gone_says_what_to_do(headline: Headline, incident: Any) -> None:
    names = ("logs", "metrics", "alarms", "trail", "traces")
    gone = {name: state(incident, Condition.OFFLINE) for name in names}
    words = " ○ ENDED  the demo's AWS has ended"
    assert text_of(headline(states=gone, of_demo=True)).startswith(words)
    assert text_of(headline(states=gone, of_demo=True)).endswith("q, then start it again ")
    assert "ENDED" not in text_of(headline(states=gone))
    one = gone | {"logs": state(incident, Condition.READY)}
    assert "ENDED" not in text_of(headline(states=one, of_demo=True))


def test_panes_in_trouble_are_counted(headline: Headline, incident: Any) -> None:
    states = {
        "logs": state(incident, Condition.OFFLINE),
        "trail": state(incident, Condition.DENIED),
        "metrics": state(incident, Condition.LOADING),
        "traces": state(incident, Condition.UNSUPPORTED),
        "identity": state(incident, Condition.FAILING),
    }
    assert text_of(headline(states=states)).endswith("! 2 panes not current  press ! ")
    healthy = text_of(headline(Situation(ok=41), states={"logs": states["logs"]}))
    assert healthy.endswith("! 1 pane not current  press ! ")


def test_an_expired_sign_in_takes_the_row(headline: Headline, incident: Any) -> None:
    expired = state(
        incident,
        Condition.EXPIRED,
        hint="run: aws sso login --profile ops-ro",
        next_try=incident.now + timedelta(seconds=8),
    )
    assert text_of(headline(width=80, states={"logs": expired})) == (
        " ✖ SIGN-IN EXPIRED  aws sso login --profile ops-ro  ended 07:44:10 again in 8 s "
    )


def test_where_no_command_helps_the_reason_is_told(headline: Headline, incident: Any) -> None:
    unset = state(incident, Condition.EXPIRED, what="no region is set", hint="use --region")
    text = text_of(headline(states={"alarms": unset}))
    assert text.startswith(" ✖ NO REGION  no region is set ")
    assert text.rstrip().endswith("use --region")


def test_before_anything_came_it_connects(headline: Headline, incident: Any) -> None:
    assert text_of(headline(Situation())).startswith(" ? NO DATA  connecting… ")
    loading = {"alarms": state(incident, Condition.LOADING)}
    assert "connecting… 52 s" in text_of(headline(Situation(), states=loading))


def test_an_account_without_alarms_is_not_called_healthy(headline: Headline, incident: Any) -> None:
    text = text_of(headline(Situation(), states={"alarms": incident.ready}))
    assert text.startswith(" ? NO DATA  no alarms here")
    assert "OK" not in text


def test_why_alarms_cannot_be_read_is_told(headline: Headline, incident: Any) -> None:
    refused = {
        "alarms": state(incident, Condition.DENIED, what="denied: cloudwatch:DescribeAlarms")
    }
    assert "denied: cloudwatch:DescribeAlarms" in text_of(headline(Situation(), states=refused))


@pytest.mark.parametrize("minutes", [10, -10])
def test_a_clock_that_is_wrong_is_told_in_every_form(
    headline: Headline, incident: Any, minutes: int
) -> None:
    skew = timedelta(minutes=minutes, seconds=-0.6)
    forms = ((incident.situation, 120), (Situation(ok=41), 80), (Situation(), 80))
    for situation, width in forms:
        assert "! clock differs 10m" in text_of(headline(situation, width, skew=skew))


def test_a_wrong_clock_stands_before_panes_that_are_not_current(
    headline: Headline, incident: Any
) -> None:
    states = {"logs": state(incident, Condition.THROTTLED)}
    text = text_of(headline(Situation(ok=41), 140, states=states, skew=timedelta(hours=-2)))
    assert text.rstrip().endswith("! clock differs 2h   ! 1 pane not current  press !")
