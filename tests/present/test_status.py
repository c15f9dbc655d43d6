from typing import Any

from awsobs.domain.context import Context, Identity
from awsobs.domain.situation import Situation
from awsobs.present.rows import text_of
from awsobs.present.status import Mode, status_row, strip_row, tiny_row


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
    assert "api 3.9/5 rps" in status(incident, 120, rate=3.9)


def test_a_budget_that_is_spent_on_catching_up_is_no_warning(incident: Any) -> None:
    assert "api 5.0/5 rps" in status(incident, 120, rate=5.0, catching_up=True)
    assert "api ↯ 5.0/5" in status(incident, 120, rate=5.0, catching_up=True, throttled=True)


def test_the_account_number_is_short_unless_revealed(incident: Any) -> None:
    assert "123456789012" not in status(incident, 120)
    assert "123456789012" in status(incident, 120, reveal=True)


def test_the_alias_of_the_identity_is_shown(incident: Any) -> None:
    known = Identity(account="123456789012", arn="arn:aws:iam::123456789012:user/x", alias="shop")
    text = text_of(status_row(context=Context(), identity=known, now=incident.now, width=120))
    assert text.startswith(" awsobs  shop 1234…9012 · read-only ")


def test_the_strip_marks_the_pane_in_focus_and_the_alarms(incident: Any) -> None:
    row = strip_row(incident.situation, focused="logs", width=60)
    assert text_of(row).split() == ["1LOGS", "2METRICS", "3ALARMS✖2", "4TRAIL", "5MAP"]
    assert (" 1LOGS ", "background bold on accent") in row


def test_the_strip_of_a_narrow_screen_shortens_every_name(incident: Any) -> None:
    row = strip_row(incident.situation, focused="map", width=40)
    assert text_of(row).split() == ["1LOG", "2MET", "3ALA✖2", "4TRA", "5MAP"]
    assert (" 5MAP ", "background bold on accent") in row


def test_a_tiny_screen_still_tells_the_alarms(incident: Any) -> None:
    text = text_of(tiny_row(incident.situation, now=incident.now, width=60))
    assert text.rstrip() == "✖2 ALARM !1 ?1 · 07:45Z · awsobs needs 40x10"
    assert text_of(tiny_row(Situation(ok=41), now=incident.now, width=9)) == "✔41 OK ·…"


def test_a_clock_that_is_the_services_own_is_marked(incident: Any) -> None:
    for width in (80, 120):
        assert "  ! 07:45:02 UTC " in status(incident, width, skewed=True)
