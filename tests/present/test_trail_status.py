from dataclasses import replace
from datetime import timedelta

from tests.analysis.test_trail_governance import GOOD, NOW

from awsobs.analysis.trail_governance import concerns
from awsobs.domain.trail_status import Governance
from awsobs.present.rows import text_of
from awsobs.present.trail_status import status_lines


def shown(governance: Governance, width: int = 100) -> str:
    lines = status_lines(governance, concerns(governance, NOW), NOW, width)
    return "\n".join(text_of(row).rstrip() for line in lines for row in line.rows)


def test_a_trail_in_order_says_so() -> None:
    text = shown(Governance(region="eu-west-1", trails=(GOOD,)))
    assert "nothing is wrong with how events are kept" in text
    assert "✔ logging since 2026-05-09 12:00Z  main  eu-west-1" in text
    assert "all management events, all regions, global services" in text
    assert "delivered  2026-11-25 11:55Z, 5m" in text


def test_what_is_wrong_comes_first_with_what_to_do() -> None:
    off = replace(GOOD, is_logging=False, stopped=NOW - timedelta(hours=2), missing=("X: denied",))
    text = shown(Governance(region="eu-west-1", trails=(off,)))
    assert text.lstrip().startswith("critical      no trail is logging")
    assert "Next: start-logging" in text
    assert "✖ not logging since 2026-11-25 10:00Z" in text
    assert "not read   X: denied" in text


def test_no_row_is_wider_than_the_screen() -> None:
    wide = replace(GOOD, name="n" * 128, delivery_error="e" * 500, data=tuple(map(str, range(9))))
    lines = status_lines(
        Governance(region="eu-west-1", trails=(wide,)),
        concerns(Governance(region="eu-west-1", trails=(wide,)), NOW),
        NOW,
        80,
    )
    assert all(len(text_of(row)) <= 80 for line in lines for row in line.rows)
