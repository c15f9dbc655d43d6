from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.alarms import Alarm, AlarmChange, AlarmState
from awsobs.present.alarm_foot import is_flapping, paged_row
from awsobs.present.alarms import alarms_view, in_order
from awsobs.present.header import header_row
from awsobs.present.rows import Row, text_of
from awsobs.present.view import PaneView

View = Callable[..., PaneView]


@pytest.fixture
def view(incident: Any) -> View:
    def make(alarms: Any = None, width: int = 60, height: int = 7, **more: Any) -> PaneView:
        return alarms_view(
            incident.alarms if alarms is None else alarms,
            state=more.pop("state", incident.ready),
            received=incident.now - timedelta(seconds=4),
            now=incident.now,
            width=width,
            height=height,
            kind=more.pop("kind", "standard"),
            **more,
        )

    return make


def _is_quiet(alarm: Alarm) -> bool:
    return alarm.name.startswith("quiet")


def _is_nothing(alarm: Alarm) -> bool:
    return not alarm.name


def texts(view: PaneView) -> list[str]:
    rows: list[Row] = [row for item in view.items for row in item.rows]
    return [text_of(row).rstrip() for row in rows]


def test_the_standard_rows_stand_in_the_cells_of_the_picture(view: View) -> None:
    made = view(history={})
    assert texts(made) == [
        " ✖ ALARM  checkout-5xx-rate          41 /min > 5         4m",
        " ✖ ALARM  payments-p99-latency    2,310 ms   > 800       3m",
        " ! BILL   estimated-charges         812 $    > 800     1h35",
        " ? NODATA orders-dlq-depth            –                 25m",
        " ✔ OK     37 more",
    ]
    foot = " paged oncall-sns 07:41   acked nobody   flapping none"
    assert [text_of(row).rstrip() for row in made.foot] == [foot]


def test_the_compact_rows_have_the_unit_beside_the_value(view: View) -> None:
    assert texts(view(width=40, height=5, kind="compact")) == [
        " ✖ ALARM  checkout-5xx-rate   41/m   4m",
        " ✖ ALARM  payments-p99-late… 2.3 s   3m",
        " ! BILL   estimated-charges   $812  95m",
        " ? NODATA orders-dlq-depth       –  25m",
        " ✔ OK     37 more",
    ]


def test_the_wide_rows_say_since_when(view: View) -> None:
    rows = texts(view(width=66, height=18, kind="wide", history={}))
    assert rows[0] == " ✖ ALARM  checkout-5xx-rate          41 /min > 5    07:41   4m"
    assert rows[2] == " ! BILL   estimated-charges         812 $    > 800  06:10 1h35"


def test_the_wide_layout_shows_the_last_hours_below_the_list(view: View, incident: Any) -> None:
    made = view(width=66, height=18, kind="wide", history=incident.history)
    foot = [text_of(row).rstrip() for row in made.foot]
    assert foot[0].startswith(" paged oncall-sns")
    assert foot[2].startswith(" STATES last 2 h")
    assert foot[2].endswith("now")
    line = next(row for row in foot if row.startswith(" checkout-5xx-rate"))
    assert line.endswith("─━")
    assert len(made.foot) == 18 - 7


def test_the_header_counts_the_classes(view: View) -> None:
    row = header_row(view().header, 60, focused=True)
    assert text_of(row) == "━ 3 ALARMS ━━━━━━━━━━━━━━━━━━━━━━━━━ 2 ✖ 1 ! 1 ? 37 ✔  4s ━━"
    assert (" 3 ALARMS ", "background bold on accent") in row


def test_only_what_fires_is_in_the_colour_of_a_fault(view: View) -> None:
    styles = [{style for _, style in item.rows[0]} for item in view().items]
    assert "fault bold" in styles[0]
    assert all("fault" not in " ".join(found) for found in styles[2:])
    assert "warning bold" in styles[2]


def test_a_healthy_account_lists_what_came_back_last(view: View, incident: Any) -> None:
    quiet = [alarm for alarm in incident.alarms if alarm.state is AlarmState.OK]
    rows = texts(view(quiet))
    assert rows[0] == " ✔ OK     web-cpu-high                0 /min > 5       1h10"
    assert rows[-1] == " ✔ OK     32 more"
    assert len(rows) == 6
    assert not view(quiet).foot


def test_a_zoomed_pane_folds_nothing(view: View, incident: Any) -> None:
    assert len(view(zoomed=True, width=120, height=33).items) == len(incident.alarms)


def test_a_wide_row_has_the_reason_too(view: View, incident: Any) -> None:
    why = replace(incident.alarms[1], reason="3 datapoints were above 5")
    (row,) = texts(view([why], zoomed=True, width=120, height=33))
    assert row.startswith(" ✖ ALARM  checkout-5xx-rate ")
    assert row.endswith("07:41   4m    3 datapoints were above 5")


def test_a_zoomed_list_keeps_most_of_the_room(view: View, incident: Any) -> None:
    made = view(zoomed=True, width=120, height=33, history=incident.history)
    assert 4 <= len(made.foot) <= 33 // 3


def test_a_filter_lists_every_match(view: View) -> None:
    made = view(matches=_is_quiet)
    assert len(made.items) == 36


def test_a_filter_that_hides_all_says_so(view: View) -> None:
    made = view(matches=_is_nothing)
    assert text_of(made.notice[0]).strip() == "filter hides all 41 · esc clears"


def test_no_alarm_at_all_is_said_with_the_region(view: View, incident: Any) -> None:
    made = view([], context=incident.context)
    assert text_of(made.notice[0]).strip() == "no alarms in eu-west-1 · @ region"


def test_a_composite_alarm_has_no_value(view: View, incident: Any) -> None:
    from awsobs.domain.alarms import AlarmKind

    both = Alarm(
        name="shop-down", kind=AlarmKind.COMPOSITE, state=AlarmState.ALARM, since=incident.now
    )
    assert texts(view([both])) == [" ✖ ALARM  shop-down                                      0s"]


def test_the_first_failure_stands_on_top(incident: Any) -> None:
    names = [alarm.name for alarm in in_order(incident.alarms)]
    assert names[:2] == ["checkout-5xx-rate", "payments-p99-latency"]


def test_seconds_are_shown_as_milliseconds(view: View, incident: Any) -> None:
    slow = replace(incident.alarms[0], unit="Seconds", threshold=0.5, value=1.25)
    assert " 1,250 ms   > 500" in texts(view([slow]))[0]


def test_nobody_was_paged_is_a_warning(incident: Any) -> None:
    muted = replace(incident.alarms[0], actions_enabled=False)
    row = paged_row([muted], 60, now=incident.now)
    assert (" nobody", "warning") in row


def test_who_acknowledged_is_named(incident: Any) -> None:
    names = frozenset({"checkout-5xx-rate"})
    row = paged_row(incident.situation.firing, 80, now=incident.now, acked=names)
    assert "acked checkout-5xx-rate" in text_of(row)


def test_an_alarm_that_changes_all_the_time_flaps(incident: Any) -> None:
    changes = [
        AlarmChange(
            alarm="a",
            at=incident.now - timedelta(minutes=10 * n),
            kind="StateUpdate",
            summary="",
            old=AlarmState.OK,
            new=AlarmState.ALARM,
        )
        for n in range(4)
    ]
    assert is_flapping(changes, incident.now)
    assert not is_flapping(changes[:3], incident.now)
    assert not is_flapping(changes, incident.now + timedelta(hours=1))
