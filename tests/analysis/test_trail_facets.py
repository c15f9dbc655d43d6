from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.analysis.trail_facets import Value, facets_of, filter_text
from awsobs.domain.trail import TrailEvent
from awsobs.present.rows import text_of, width_of
from awsobs.present.searchable import TRAIL
from awsobs.present.trail_facets import facet_lines, side_rows

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)
EVENTS = [
    TrailEvent(
        id=str(number),
        time=NOON - timedelta(minutes=number),
        name=name,
        source="iam.amazonaws.com",
        who=who,
        where=where,
        error_code=error,
        record={},
    )
    for number, (name, who, where, error) in enumerate(
        [
            ("PutUserPolicy", "alice", "192.0.2.1", ""),
            ("PutUserPolicy", "alice", "192.0.2.2", "AccessDenied"),
            ("CreateUser", "bob", "192.0.2.2", ""),
            ("CreateUser", 'eve "x" | y', "192.0.2.3", "AccessDenied"),
            ("DeleteUser", "alice", "192.0.2.1", ""),
        ]
    )
]


def counts(field: str, chosen: set[Value] | None = None) -> dict[str, int]:
    facets = {facet.field: facet for facet in facets_of(EVENTS, chosen or set())}
    return dict(facets[field].values)


def passing(text: str) -> list[str]:
    matches = TRAIL.filter(text).matches
    return [event.id for event in EVENTS if matches(event)]


def test_each_value_is_counted_the_most_frequent_first() -> None:
    assert next(iter(counts("user").items())) == ("alice", 3)
    assert counts("error") == {"success": 3, "AccessDenied": 2}


def test_a_choice_narrows_the_other_fields_and_leaves_its_own_to_choose_from() -> None:
    chosen = {("user", "alice")}
    assert counts("event", chosen) == {"PutUserPolicy": 2, "DeleteUser": 1}
    assert counts("user", chosen)["bob"] == 1


def test_what_is_chosen_stays_in_view_when_nothing_has_it_any_more() -> None:
    chosen = {("user", "bob"), ("event", "DeleteUser")}
    assert counts("user", chosen) == {"alice": 1, "bob": 0}


@pytest.mark.parametrize(
    ("chosen", "ids"),
    [
        ({("user", "alice")}, ["0", "1", "4"]),
        ({("user", "alice"), ("user", "bob")}, ["0", "1", "2", "4"]),
        ({("user", "alice"), ("error", "success")}, ["0", "4"]),
        ({("error", "success"), ("error", "AccessDenied")}, ["0", "1", "2", "3", "4"]),
        ({("user", 'eve "x" | y')}, ["3"]),
        ({("ip", "192.0.2.2"), ("source", "iam.amazonaws.com")}, ["1", "2"]),
    ],
)
def test_the_filter_of_a_choice_lets_through_what_was_chosen(
    chosen: set[Value], ids: list[str]
) -> None:
    assert passing(filter_text(chosen)) == ids


def test_a_filter_that_stood_there_before_holds_as_well() -> None:
    text = filter_text({("user", "alice")}, "event:Delete* | event:Create*")
    assert passing(text) == ["4"]
    assert filter_text(set(), "event:Delete*") == "event:Delete*"


@given(st.sets(st.sampled_from([(f.field, v) for f in facets_of(EVENTS) for v, _ in f.values])))
@settings(max_examples=40)
def test_every_choice_is_a_filter_and_its_count_is_true(chosen: set[Value]) -> None:
    ids = passing(filter_text(chosen))
    fields = {field for field, _ in chosen}
    for facet in facets_of(EVENTS, chosen):
        if facet.field not in fields:
            assert sum(count for _, count in facet.values) == len(ids)


@pytest.mark.parametrize("width", [31, 80, 120])
def test_rows_fit_and_mark_what_is_chosen(width: int) -> None:
    chosen = {("user", "alice")}
    lines = facet_lines(facets_of(EVENTS, chosen), chosen, width)
    assert all(width_of(row) in (0, width) for line in lines for row in line.rows)
    marked = [line.value for line in lines if any("✔" in text_of(row) for row in line.rows)]
    assert marked == [("user", "alice")]
    assert len({line.key for line in lines}) == len(lines)


def test_beside_a_list_a_facet_is_shown_whole_or_not_at_all() -> None:
    rows = [text_of(row).strip() for row in side_rows(facets_of(EVENTS), 31, 9)]
    assert "WHO" in rows[0]
    assert not any("WHERE" in row for row in rows)
    assert len(rows) <= 10
