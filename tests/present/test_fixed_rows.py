from datetime import timedelta
from typing import Any

from awsobs.domain.context import Context, Identity
from awsobs.domain.situation import Situation
from awsobs.domain.window import live_window
from awsobs.present.footer import footer_row
from awsobs.present.rows import text_of
from awsobs.present.status import Mode, status_row, strip_row, tiny_row
from awsobs.present.time_bar import bar_cells, time_bar_rows

KEYS = (
    ("enter", "open"),
    ("o", "related"),
    ("a", "ack"),
    ("/", "filter"),
    ("z", "zoom"),
    ("space", "pause"),
    (":", "cmd"),
    ("?", "keys"),
)


def status(incident: Any, width: int, **more: Any) -> str:
    given: dict[str, Any] = {"rate": 3.1, "usd_per_hour": 0.02, "alias": "prod", "identity": None}
    row = status_row(context=incident.context, now=incident.now, width=width, **{**given, **more})
    return text_of(row)


def test_the_status_line_is_that_of_the_pictures(incident: Any) -> None:
    assert status(incident, 120) == (
        " awsobs  prod 1234…9012 · eu-west-1 · ops-ro · read-only             "
        "api 3.1/5 rps   est $0.02/h   ● LIVE  07:45:02 UTC "
    )
    assert status(incident, 80) == (
        " awsobs  prod · eu-west-1 · ops-ro              api 3.1/5  ● LIVE  07:45:02 UTC "
    )
    wide = status(incident, 200, recording=False)
    start = " awsobs   account prod 1234…9012   region eu-west-1   profile ops-ro   read-only "
    assert wide.startswith(start)
    assert wide.endswith(" api 3.1/5 rps   est $0.02/h   rec ○   ● LIVE  07:45:02 UTC ")


def test_the_clock_stays_the_longest(incident: Any) -> None:
    for width in (200, 120, 100, 80, 60, 40, 20):
        assert "07:45:02" in status(incident, width)
    assert status(incident, 120).index("07:45:02") == 120 - 13


def test_a_stale_screen_tells_no_rate(incident: Any) -> None:
    text = status(incident, 80, mode=Mode.STALE, detail="52s", rate=None)
    assert text.endswith("   ◌ STALE 52s  07:45:02 UTC ")
    assert "api" not in text


def test_a_throttled_or_nearly_spent_budget_is_marked(incident: Any) -> None:
    assert "api ↯ 0.8/5 rps" in status(incident, 120, rate=0.8, throttled=True)
    assert "api ! 4.2/5 rps" in status(incident, 120, rate=4.2)


def test_the_account_number_is_short_unless_revealed(incident: Any) -> None:
    assert "123456789012" not in status(incident, 120)
    assert "123456789012" in status(incident, 120, reveal=True)


def test_the_alias_of_the_identity_is_shown(incident: Any) -> None:
    known = Identity(account="123456789012", arn="arn:aws:iam::123456789012:user/x", alias="shop")
    text = text_of(status_row(context=Context(), identity=known, now=incident.now, width=120))
    assert text.startswith(" awsobs  shop 1234…9012 · read-only ")


def test_the_strip_marks_the_pane_in_focus_and_the_alarms(incident: Any) -> None:
    row = strip_row(incident.situation, focused="logs", width=40)
    assert text_of(row).split() == ["1L", "2M", "3A✖2", "4T", "5S"]
    assert (" 1L ", "background bold on accent") in row


def test_a_tiny_screen_still_tells_the_alarms(incident: Any) -> None:
    text = text_of(tiny_row(incident.situation, now=incident.now, width=60))
    assert text.rstrip() == "✖2 ALARM !1 ?1 · 07:45Z · awsobs needs 40x10"
    assert text_of(tiny_row(Situation(ok=41), now=incident.now, width=9)) == "✔41 OK ·…"


def test_the_footer_is_that_of_the_picture() -> None:
    crumbs = ("cockpit", "alarms", "checkout-5xx-rate")
    assert text_of(footer_row(crumbs, KEYS, 120)) == (
        " cockpit ▸ alarms ▸ checkout-5xx-rate        enter open  o related  a ack  / filter  "
        "z zoom  space pause  : cmd  ? keys "
    )


def test_keys_drop_from_the_right_then_crumbs_from_the_left() -> None:
    crumbs = ("cockpit", "alarms", "checkout-5xx-rate")
    text = text_of(footer_row(crumbs, KEYS, 70))
    assert text.startswith(" cockpit ▸ alarms ▸ checkout-5xx-rate ")
    assert text.endswith(" enter open  o related  ? keys ")
    assert text_of(footer_row(crumbs, KEYS, 40)).split() == [
        "alarms",
        "▸",
        "checkout-5xx-rate",
        "?",
        "keys",
    ]


# --- the time bar --------------------------------------------------------------------------


def bar(incident: Any, width: int, height: int, **more: Any) -> list[str]:
    _, cells = bar_cells(width, height)
    errors = [0] * (cells - 10) + [10] * 10
    given: dict[str, Any] = {
        "window": incident.window,
        "onset": incident.situation.onset,
        "change_at": incident.suspect.event.time,
        "errors": errors,
    }
    rows = time_bar_rows(now=incident.now, width=width, height=height, **{**given, **more})
    return [text_of(row) for row in rows]


def test_the_bar_takes_the_same_cells_on_every_screen() -> None:
    assert bar_cells(120, 2) == (24, 89)
    assert bar_cells(200, 2) == (24, 169)
    assert bar_cells(80, 1) == (7, 60)


def test_marks_push_the_ticks_aside(incident: Any) -> None:
    first, second = bar(incident, 120, 2)
    assert first[:24] == " errors                 "
    assert first[24:113] == "▁" * 79 + "▇" * 10
    assert second == (
        " 30m ▸ now              07:15          07:20         07:25          07:30          07:35"
        "  07:39◆     ✖07:41 07:45       "
    )


def test_the_ticks_of_a_quiet_window_are_even(incident: Any) -> None:
    _, second = bar(incident, 120, 2, onset=None, change_at=None)
    assert second[24:113] == (
        "07:15          07:20         07:25          07:30          07:35         07:40      07:45"
    )


def test_the_one_row_bar_holds_its_mark(incident: Any) -> None:
    (row,) = bar(incident, 80, 1)
    assert row[:7] == " 07:15 "
    assert row[55] == "◆"
    assert row[67:] == " 07:45   30m "


def test_errors_a_second_stand_at_the_end(incident: Any) -> None:
    first, _ = bar(incident, 120, 2, errors=[0] * 87 + [40, 41])
    assert first.endswith("   2/s ")
    assert bar(incident, 120, 2, errors=[0] * 89)[0].endswith("   0/s ")
    assert bar(incident, 120, 2, errors=[0] * 88 + [1])[0].endswith(" 1.5/m ")


def test_the_time_cursor_stands_in_the_bar(incident: Any) -> None:
    first, _ = bar(incident, 120, 2, cursor=incident.window.start)
    assert first[24] == "┃"


def test_what_is_not_known_is_a_gap(incident: Any) -> None:
    until = incident.now - timedelta(minutes=1)
    first, _ = bar(incident, 120, 2, errors=[0] * 89, known_until=until)
    assert first[24:113].endswith("▁··")


def test_marks_near_the_ends_stay_inside(incident: Any) -> None:
    start, end = incident.window.start, incident.now
    _, second = bar(incident, 120, 2, change_at=start, onset=end)
    assert second[24] == "◆"
    assert second[107:] == "     ✖07:45  "
    _, both = bar(incident, 120, 2, change_at=start, onset=start)
    assert both[24:31] == "◆✖07:15"


def test_a_window_of_the_past_tells_its_ends(incident: Any) -> None:
    import dataclasses

    past = dataclasses.replace(live_window(incident.now - timedelta(days=1)), live=False)
    _, second = bar(incident, 120, 2, window=past, onset=None, change_at=None)
    assert second.startswith(" 02 Mar 07:15–07:45 ")
