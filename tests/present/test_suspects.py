"""Ranked changes as rows."""

from datetime import UTC, datetime, timedelta

import pytest

from awsobs.domain.situation import Change, Suspect
from awsobs.domain.trail import Coverage, Resource, TrailEvent
from awsobs.present.rows import text_of, width_of
from awsobs.present.suspects import facts_words, nothing_row, scope_words, suspect_lines

ONSET = datetime(2026, 11, 25, 7, 41, tzinfo=UTC)
NOW = ONSET + timedelta(minutes=4)


def suspect(name: str, seconds: int, score: float, *changes: Change) -> Suspect:
    event = TrailEvent(
        id=f"e-{seconds}",
        time=ONSET - timedelta(seconds=seconds),
        name=name,
        source="lambda.amazonaws.com",
        who="ci-deploy",
        where="203.0.113.9",
        resources=(Resource(name="payments"),),
        read_only=False,
        record={},
    )
    terms = (("payments: alarm p99 watches it", 6.0), ("rarely breaks anything", -5.0))
    return Suspect(event=event, resource="payments", changes=changes, score=score, terms=terms)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_each_change_says_what_it_did_and_why_it_is_suspected(width: int) -> None:
    change = Change(path="timeout", before="10", after="2")
    found = [suspect("UpdateFunctionConfiguration", 30, 10.8, change), suspect("Tag", 90, 1.0)]
    first, second = suspect_lines(found, ONSET, NOW, width)
    assert all(width_of(row) == width for line in (first, second) for row in line.rows)
    what, changed, why = map(text_of, first.rows)
    assert "10.8" in what
    assert "UpdateFunctionConfiguration  payments" in what
    assert "−30s" in changed
    assert "timeout 10 → 2 s" in changed
    assert "+6.0 payments: alarm p99 watches it" in why
    assert "-5.0" in why
    assert "2" in text_of(second.rows[0])


def test_the_header_says_of_how_many_and_how_far_back() -> None:
    coverage = Coverage(start=ONSET, end=NOW, complete_from=ONSET - timedelta(hours=3))
    assert "2 of 131 writes tied to it" in text_of(facts_words(2, 131, coverage, ONSET))
    assert "read back to 25 Nov 04:41" in text_of(facts_words(2, 131, coverage, ONSET))
    late = Coverage(start=ONSET, end=NOW, complete_from=NOW)
    assert "nothing before it was read yet" in text_of(facts_words(0, 0, late, ONSET))
    assert text_of(scope_words("p99", ONSET)) == "before 07:41, when p99 went off"
    assert "none of 131 writes" in text_of(nothing_row(131, 80))
