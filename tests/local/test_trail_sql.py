"""SELECTs over records: what is understood, what is refused, and that nothing else happens."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.local.services import trail_tables
from awsobs.local.services.trail import Entry, TrailState
from awsobs.local.services.trail_sql import Refused
from awsobs.local.services.trail_tables import ATHENA, LAKE, Dialect, Select

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
STORE = "01234567-89ab-cdef-0123-456789abcdef"


def entries(*records: dict[str, Any]) -> list[Entry]:
    state = TrailState()
    for number, changes in enumerate(records):
        moment = NOW - timedelta(minutes=number)
        state.put({"eventTime": moment.isoformat(), "eventName": f"E{number}"} | changes)
    return list(state.everything())


def select(statement: str, dialect: Dialect = LAKE, *values: str) -> Select:
    name = STORE if dialect is LAKE else "logs"
    return Select.of(statement, values, dialect, has=lambda table: table == name, now=NOW)


def rows(statement: str, *records: dict[str, Any]) -> list[tuple[str | None, ...]]:
    return list(select(statement).run(entries(*records)).rows)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("eventTime >= '2026-11-25 15:58:00'", ["E0", "E1", "E2"]),
        ("eventTime <= '2026-11-25T15:58:00Z'", ["E2", "E3"]),
        ("eventTime = timestamp '2026-11-25 15:58:00'", ["E2"]),
        ("eventTime BETWEEN '2026-11-25 15:58:00' AND '2026-11-25 15:59:00'", ["E1", "E2"]),
        ("eventTime > from_iso8601_timestamp('2026-11-25T15:59:00Z')", ["E0"]),
        ("eventTime < date_add('minute', -2, current_timestamp)", ["E3"]),
    ],
)
def test_moments_are_compared_however_they_are_spelled(where: str, found: list[str]) -> None:
    statement = f"SELECT eventName FROM {STORE} WHERE {where} ORDER BY eventTime DESC"
    assert [row[0] for row in rows(statement, {}, {}, {}, {})] == found


ISSUER = {"userIdentity": {"sessionContext": {"sessionIssuer": {"userName": "ops"}}}}


@pytest.mark.parametrize(
    "column",
    [
        "userIdentity.sessionContext.sessionIssuer.userName",
        "useridentity.sessioncontext.sessionissuer.username",
        "t.userIdentity.sessionContext.sessionIssuer.userName",
        "element_at(requestParameters, 'user name')",
        "requestParameters['user name']",
        "json_extract_scalar(requestParameters, '$.\"user name\"')",
    ],
)
def test_a_member_is_reached_in_every_way(column: str) -> None:
    record = ISSUER | {"requestParameters": {"user name": "ops"}}
    assert rows(f"SELECT {column} FROM {STORE} AS t", record) == [("ops",)]


def test_subqueries_and_joins_read_the_same_store() -> None:
    statement = (
        f"WITH named AS (SELECT eventName AS n, eventTime AS t FROM {STORE}) SELECT a.n, count(*) "
        "FROM named a JOIN (SELECT n FROM named WHERE n <> 'E1') b ON a.n = b.n GROUP BY a.n;"
    )
    assert sorted(rows(statement, {}, {})) == [("E0", "1")]


def test_athena_calls_everything_in_small_letters() -> None:
    found = select("SELECT userIdentity.userName, readOnly FROM logs", ATHENA)
    shown = found.run(entries({"userIdentity": {"userName": "ann"}, "readOnly": "true"}))
    assert (shown.columns, shown.rows) == (("username", "readonly"), (("ann", "true"),))


def test_a_record_that_nests_too_deep_for_paths_is_there_with_its_time_alone() -> None:
    deep = {"EventTime": NOW, "CloudTrailEvent": "[" * 3_000 + "]" * 3_000}
    entry = Entry(time=0, number=0, row=deep, category="management")
    found = select(f"SELECT eventTime, eventName FROM {STORE}").run([entry])
    assert found.rows == (("2026-11-25 16:00:00.000", None),)


def test_half_a_surrogate_pair_is_shown_as_what_cannot_be_read() -> None:
    (row,) = rows(f"SELECT userAgent FROM {STORE}", {"userAgent": "a\ud800b"})
    assert row[0] is not None
    assert (row[0][0], row[0][-1]) == ("a", "b")
    assert "\ufffd" in row[0]


@pytest.mark.parametrize("text", ["\x00", "\ud800"])
def test_what_sqlite_cannot_take_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        select(f"SELECT eventName FROM {STORE} WHERE eventName = '{text}'")


def test_a_query_that_never_ends_is_ended() -> None:
    among = " JOIN ".join(f"{STORE} {name} ON 1 = 1" for name in "bcdefg")
    statement = f"SELECT count(*) FROM {STORE} a JOIN {among}"
    with pytest.raises(Refused, match="too long"):
        rows(statement, *[ISSUER] * 60)


def test_a_query_that_finds_more_than_can_be_kept_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(trail_tables, "_LARGEST_RESULT", 10)
    assert rows(f"SELECT eventName FROM {STORE}", *[ISSUER] * 5) == [(f"E{n}",) for n in range(5)]
    with pytest.raises(Refused, match="LIMIT"):
        rows(f"SELECT eventName FROM {STORE}", *[ISSUER] * 6)


WORDS = st.sampled_from([
    *("SELECT", "FROM", STORE, "WHERE", "eventName", "userIdentity.userName", "(", ")", ",", "*"),
    *("AS", "x", "'text'", "''", "\"", "[", "]", "requestParameters", "['a']", "?", "=", "LIMIT"),
    *("1", "1e999", "9" * 40, "ORDER BY", "GROUP BY", "count(", "WITH", "now()", "timestamp", "."),
    *("--", "/*", ";", "DROP TABLE entries", "ATTACH", "PRAGMA", "JOIN", "UNION", "INTERVAL", "|"),
    *("like", "'%a%'", "zeroblob(999999999)", "printf('%999999d', 1)", "'\x00'", "'\ud800'", "é"),
])  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(st.lists(WORDS, max_size=14), st.booleans())
def test_any_statement_is_answered_or_refused(words: list[str], starts: bool) -> None:
    statement = " ".join([f"SELECT eventName FROM {STORE}"] * starts + words)
    try:
        found = select(statement).run(entries({}))
    except Refused:
        return
    assert len(found.columns) > 0
