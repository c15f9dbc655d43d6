from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.refusals import denied_rows
from awsobs.present.rows import text_of
from awsobs.present.states import Asked, Told, can_cancel, dimmed, spinner, told


def ask(incident: Any, pane: str = "logs", **more: Any) -> Asked:
    given: dict[str, Any] = {"width": 120, "height": 13, "has_data": True}
    return Asked(
        pane=pane,
        now=incident.now,
        window=incident.window,
        context=incident.context,
        role="ops-ro",
        **{**given, **more},
    )


def state(incident: Any, condition: Condition, seconds: float, **more: Any) -> SourceState:
    since = incident.now - timedelta(seconds=seconds)
    return SourceState(condition=condition, since=since, **more)


def words(rows: tuple[Any, ...]) -> list[str]:
    return [text_of(row).rstrip() for row in rows]


def at(incident: Any, seconds: float) -> Any:
    return incident.now + timedelta(seconds=seconds)


def test_what_is_current_adds_nothing(incident: Any) -> None:
    assert told(incident.ready, ask(incident)) == Told()


def test_a_throttled_pane_keeps_its_colours_and_says_when_it_tries(incident: Any) -> None:
    throttled = state(
        incident,
        Condition.THROTTLED,
        11,
        next_try=at(incident, 4),
        data_until=at(incident, -11),
    )
    said = told(throttled, ask(incident, "metrics", width=59, height=7))
    assert text_of(said.facts) == "↯ throttled until 07:45:06"
    assert said.facts[0] == ("↯ throttled", "throttle bold")
    assert words(said.foot) == [" ↯ next try in 4 s, shown as of 07:44:51"]
    assert not said.faded


def test_a_narrow_throttled_pane_says_how_long_still(incident: Any) -> None:
    throttled = state(
        incident, Condition.THROTTLED, 11, next_try=at(incident, 4), data_until=at(incident, -11)
    )
    said = told(throttled, ask(incident, "map", width=39, height=6))
    assert text_of(said.facts) == "↯ throttled, 4 s left"
    assert words(said.foot) == [" ↯ next try in 4 s, as of 07:44:51"]


def test_a_narrow_offline_pane_says_it_in_fewer_words(incident: Any) -> None:
    offline = state(incident, Condition.OFFLINE, 38, data_until=at(incident, -40))
    said = told(offline, ask(incident, width=80, height=6))
    assert words(said.foot) == [" ╌╌╌╌╌╌╌╌╌╌╌╌  07:44:22 – now not received yet"]


def test_an_offline_pane_says_what_is_missing(incident: Any) -> None:
    offline = state(
        incident,
        Condition.OFFLINE,
        38,
        what="cannot resolve logs.eu-west-1.amazonaws.com",
        next_try=at(incident, 6),
        tries=4,
        data_until=at(incident, -40),
    )
    said = told(offline, ask(incident))
    assert text_of(said.facts) == "○ offline 38s  gap 07:44:22–now"
    assert text_of(said.notice[0]) == (
        " ○ cannot resolve logs.eu-west-1.amazonaws.com   next try in 6 s, try 4   "
        "kept until 07:44:22                 r try now "
    )
    (foot,) = words(said.foot)
    assert foot.startswith(" ╌╌╌╌╌╌╌╌╌╌╌╌  07:44:22 – now not received yet; it is fetched when ")
    assert foot.endswith(" the line is back, and counted")
    assert said.faded


def test_a_stale_pane_says_of_when_its_numbers_are(incident: Any) -> None:
    stale = state(incident, Condition.STALE, 122, data_until=at(incident, -122))
    said = told(stale, ask(incident, "map", width=59))
    assert text_of(said.facts) == "◌ stale 2m  07:43:00"
    assert words(said.foot) == [" (stale) numbers are from 07:43:00"]
    assert said.faded
    short = told(stale, ask(incident, "map", width=39, height=6))
    assert text_of(short.facts) == "◌ stale 2m"
    assert not short.foot


def test_an_expired_sign_in_only_fades_each_pane(incident: Any) -> None:
    expired = state(incident, Condition.EXPIRED, 52, what="session expired")
    said = told(expired, ask(incident, "alarms", width=40, height=5))
    assert text_of(said.facts) == "◌ stale 52s"
    assert said.faded
    assert not said.notice + said.foot


def test_what_was_never_read_is_not_called_stale(incident: Any) -> None:
    expired = state(incident, Condition.EXPIRED, 52, what="no credentials")
    said = told(expired, ask(incident, "alarms", width=60, height=7, has_data=False))
    assert text_of(said.facts) == "? no data"
    assert text_of(said.notice[0]).startswith(" ! no credentials ")
    assert not said.faded


def test_a_denied_pane_says_what_is_needed(incident: Any) -> None:
    denied = state(incident, Condition.DENIED, 22, operation="cloudtrail:LookupEvents")
    said = told(denied, ask(incident, "trail", width=60, height=12, has_data=False))
    assert text_of(said.facts) == "✖ denied"
    assert words(said.notice) == [
        "",
        "   ✖ denied  cloudtrail:LookupEvents",
        "",
        "   role    ops-ro in 1234…9012 eu-west-1",
        "   needs   one line more in its policy",
        "   since   07:44:40, asked once, not again until r",
        "",
        "   y copy the policy line     v the whole error",
        "",
        "   The other panes go on. Without the trail there is no",
        "   suspect newer than 07:44:40.",
    ]


def test_a_denied_pane_of_a_few_rows_says_the_most_needed(incident: Any) -> None:
    denied = state(incident, Condition.DENIED, 22, operation="cloudtrail:LookupEvents")
    said = told(denied, ask(incident, "trail", width=40, height=6, has_data=False))
    assert words(said.notice) == [
        " ✖ denied: cloudtrail:LookupEvents",
        "   role    ops-ro",
        "   since   07:44:40   r asks again",
        "   y policy line   v whole error",
    ]


def test_a_narrow_denied_pane_says_its_key_in_fewer_words(incident: Any) -> None:
    denied = state(incident, Condition.DENIED, 22, operation="cloudwatch:DescribeAlarms")
    said = told(denied, ask(incident, "alarms", width=59, height=7))
    assert words(said.notice) == [" ✖ denied: cloudwatch:DescribeAlarms · y policy line"]


def test_a_denied_pane_with_data_keeps_it(incident: Any) -> None:
    denied = state(incident, Condition.DENIED, 22, operation="logs:FilterLogEvents")
    said = told(denied, ask(incident))
    assert words(said.notice) == [
        " ✖ denied: logs:FilterLogEvents · role ops-ro · y copies the policy line"
    ]
    assert not said.faded


@pytest.mark.parametrize("pane", ["logs", "metrics", "alarms", "trail", "map"])
def test_every_pane_says_what_its_denial_costs(incident: Any, pane: str) -> None:
    denied = state(incident, Condition.DENIED, 22, next_try=at(incident, 300))
    rows = denied_rows(
        denied,
        pane=pane,
        role="",
        context=incident.context,
        now=incident.now,
        width=80,
        height=20,
    )
    text = "\n".join(words(rows))
    assert "Without the" in text
    assert "next try in 5 m" in text
    assert "role    ops-ro" in text


def test_what_the_endpoint_lacks_is_said_once(incident: Any) -> None:
    lacking = state(
        incident,
        Condition.UNSUPPORTED,
        62,
        operation="cloudtrail:LookupEvents",
        what="this endpoint does not implement cloudtrail:LookupEvents",
        next_try=at(incident, 240),
    )
    said = told(lacking, ask(incident, "trail", width=60, has_data=False))
    assert text_of(said.facts) == "! not available"
    assert words(said.notice) == [
        " ! not available here: this endpoint does not implement",
        "   cloudtrail:LookupEvents",
        "   since 07:44:00   next try in 4 m",
    ]


def test_a_failing_source_first_warns_then_is_a_fault(incident: Any) -> None:
    first = state(incident, Condition.FAILING, 5, what="503 ServiceUnavailable", tries=2)
    said = told(first, ask(incident, "alarms"))
    assert said.facts == (("! 503 ×2", "warning bold"),)
    assert not said.faded
    later = told(state(incident, Condition.FAILING, 130), ask(incident, "alarms"))
    assert later.facts[0] == ("✖ failing 2m", "fault bold")
    assert text_of(later.facts) == "✖ failing 2m · ! health"
    assert later.faded


def test_a_wait_that_the_user_ended_is_told_as_such(incident: Any) -> None:
    ended = state(incident, Condition.FAILING, 2, what="cancelled with esc", tries=1)
    said = told(ended, ask(incident, "trail", has_data=False))
    assert said.facts == (("! cancelled", "warning bold"),)


def test_a_first_load_that_takes_long_can_be_cancelled(incident: Any) -> None:
    assert not can_cancel(state(incident, Condition.LOADING, 4), incident.now)
    assert can_cancel(state(incident, Condition.LOADING, 5), incident.now)
    assert not can_cancel(state(incident, Condition.READY, 9), incident.now)
    assert not can_cancel(None, incident.now)


def test_what_is_partial_is_said_below(incident: Any) -> None:
    partial = state(incident, Condition.PARTIAL, 1, what="5 of 7 series")
    assert words(told(partial, ask(incident, "metrics")).foot) == [" …  5 of 7 series"]


def test_what_is_partial_is_said_in_the_header_where_rows_are_few(incident: Any) -> None:
    partial = state(incident, Condition.PARTIAL, 1, what="5 of 7 series")
    said = told(partial, ask(incident, "metrics", height=5))
    assert text_of(said.facts) == "…  5 of 7 series"
    assert not said.foot


@pytest.mark.parametrize(
    ("pane", "progress", "start"),
    [
        ("logs", "4 groups", "connecting to 4 groups… 1.2s"),
        ("metrics", "7 series", "7 series… 1.2s"),
        ("alarms", "200", "listing alarms… 200 1.2s"),
        ("trail", "page 3", "events 07:15-07:45… page 3 1.2s"),
        ("map", "90", "traces… 90 1.2s"),
    ],
)
def test_the_first_load_says_what_it_does(
    incident: Any, pane: str, progress: str, start: str
) -> None:
    loading = state(incident, Condition.LOADING, 1.2)
    said = told(loading, ask(incident, pane, has_data=False, progress=progress))
    assert words(said.notice) == [f" {spinner(incident.now)} {start}"]


def test_loading_spins_after_a_moment_and_offers_a_way_out_after_five_seconds(
    incident: Any,
) -> None:
    def said(seconds: float) -> str:
        loading = state(incident, Condition.LOADING, seconds)
        return words(told(loading, ask(incident, has_data=False)).notice)[0]

    assert said(0.1) == " connecting to AWS…"
    assert said(0.3)[1] in "▖▘▝▗"
    assert said(4).endswith("connecting to AWS… 4.0s")
    assert "connecting to AWS… 7.0s " in said(7)
    assert said(7).endswith("esc cancels")
    assert "connecting to AWS… 1m " in said(67)


def test_loading_again_keeps_the_rows(incident: Any) -> None:
    said = told(state(incident, Condition.LOADING, 1), ask(incident))
    assert text_of(said.facts).endswith(" loading")
    assert not said.notice


def test_the_spinner_turns_with_the_clock(incident: Any) -> None:
    glyphs = [spinner(at(incident, quarter / 4)) for quarter in range(4)]
    assert sorted(glyphs) == sorted("▖▘▝▗")


def test_old_rows_are_faint_and_their_fills_on_the_surface() -> None:
    row = (("▎", "fault"), ("x", "text"), (" chip ", "background bold on fault"))
    assert dimmed(row) == (("▎", "faint"), ("x", "faint"), (" chip ", "faint on surface"))
    assert dimmed(row, keep_gutter=True)[0] == ("▎", "fault")
