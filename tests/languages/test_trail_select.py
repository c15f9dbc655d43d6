from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from awsobs.languages.console_filter import FilterError, quoted
from awsobs.languages.trail_select import athena_select, lake_select, record_of
from awsobs.present.searchable import TRAIL

START, END = datetime(2026, 11, 24, 23, tzinfo=UTC), datetime(2026, 11, 25, 1, tzinfo=UTC)
STORE = "01234567-89ab-cdef-0123-456789abcdef"


def lake(text: str) -> str:
    return lake_select(STORE, text, TRAIL.fields, START, END)


def athena(text: str, *partitions: str) -> str:
    return athena_select("db.logs", partitions, text, TRAIL.fields, START, END)


def test_what_lake_is_asked() -> None:
    assert lake("") == (
        f"SELECT eventJson FROM {STORE} WHERE eventTime >= '2026-11-24 23:00:00' "
        "AND eventTime <= '2026-11-25 01:00:00' ORDER BY eventTime DESC LIMIT 5000"
    )


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("event:Update*", "lower(eventName) LIKE 'update%'"),
        ("event:Stack", "lower(eventName) LIKE '%stack%'"),
        ("source:lambda ip:10.0.0.1", "lower(sourceIPAddress) LIKE '%10.0.0.1%'"),
        ("error:*", "errorCode IS NOT NULL"),
        ("write:yes", "readOnly = false"),
        ("region:eu-?est-1", "lower(awsRegion) LIKE 'eu-_est-1'"),
    ],
)
def test_what_every_match_must_meet_is_sent(text: str, where: str) -> None:
    assert f" AND {where}" in lake(text)


@pytest.mark.parametrize("text", ["user:x", "!event:X", "event:X | event:Y", "word", "event!=X"])
def test_what_would_find_less_is_not_sent(text: str) -> None:
    assert lake(text) == lake("")


def test_athena_spares_days_by_its_partitions() -> None:
    assert "year" not in athena("")
    by_day = athena("", "region", "timestamp")
    assert "\"timestamp\" >= '2026/11/24' AND \"timestamp\" <= '2026/11/25'" in by_day
    by_parts = athena("", "year", "month", "day")
    assert "year || month || day >= '20261124'" in by_parts
    assert "lower(eventname) LIKE '%x%' AND readonly" not in athena("event:x")
    assert "errorcode IS NOT NULL" in athena("error:*")


@given(st.text(min_size=1, max_size=40))
def test_no_text_gets_out_of_its_quotes(value: str) -> None:
    try:
        statement = lake(f"event:{quoted(value)}")
    except FilterError:
        return
    without = statement.replace("''", "")
    assert without.count("'") % 2 == 0
    outside = "".join(without.split("'")[::2])
    assert outside.replace("  ", " ").startswith(f"SELECT eventJson FROM {STORE} WHERE eventTime")
    assert "--" not in outside
    assert ";" not in outside


@pytest.mark.parametrize("place", ["", "logs; DROP", "a.b.c.d", "x'y"])
def test_a_place_that_is_none_is_refused(place: str) -> None:
    with pytest.raises(ValueError, match="no name"):
        athena_select(place, (), "", TRAIL.fields, START, END)
    with pytest.raises(ValueError, match="no id"):
        lake_select(place, "", TRAIL.fields, START, END)


def test_a_row_becomes_the_record_that_it_was() -> None:
    row = {
        "eventname": "PutThing",
        "eventtime": "2026-11-25T00:00:00Z",
        "useridentity.type": "AssumedRole",
        "useridentity.sessioncontext.sessionissuer.username": "ops",
        "requestparameters": '{"name": 1}',
        "responseelements": "no json",
        "errorcode": None,
    }

    def parsed(text: str) -> object:
        return {"name": 1} if text.startswith("{") else None

    assert record_of(row, parsed) == {
        "eventName": "PutThing",
        "eventTime": "2026-11-25T00:00:00Z",
        "requestParameters": {"name": 1},
        "responseElements": "no json",
        "userIdentity": {
            "type": "AssumedRole",
            "sessionContext": {"sessionIssuer": {"userName": "ops"}},
        },
    }
