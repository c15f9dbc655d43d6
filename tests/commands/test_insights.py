"""`awsobs insights` against a small account on loopback."""

from collections.abc import Awaitable, Callable
from typing import Any

Ask = Callable[..., Awaitable[Any]]
QUERY = "fields @message | sort @timestamp | limit 2"


async def test_rows_are_printed_and_the_price_is_told_beside_them(ask: Ask) -> None:
    told = await ask("insights", "stats count(*) as lines by @log", "/shop/*", "--text")
    assert told.status == 0
    assert told.lines[0].split() == ["@log", "lines"]
    assert sorted(line.split()[-1] for line in told.lines[1:]) == ["3", "3"]
    assert "Complete · 6 records scanned" in told.err
    assert "2 groups, under $0.0001" in told.err


async def test_objects_have_the_fields_of_their_rows(ask: Ask) -> None:
    told = await ask("insights", "stats count(*) as n", "/shop/pay", "--json")
    assert told.objects == [{"schema": 1, "fields": {"n": "3"}}]


async def test_nothing_hostile_is_printed(ask: Ask) -> None:
    told = await ask("insights", QUERY, "/shop/pay", "--text")
    assert "ERROR timeout" in told.out
    assert not any(ord(letter) < 32 and letter != "\n" for letter in told.out)


async def test_the_place_of_a_mistake_stands_under_the_query(ask: Ask) -> None:
    told = await ask("insights", "fields a | filtre b", "/shop/pay")
    assert told.status == 2
    line, carets = told.err.splitlines()[-2:]
    assert line.index("filtre") == carets.index("^")


async def test_a_query_over_no_group_is_a_mistake_of_usage(ask: Ask) -> None:
    told = await ask("insights", QUERY, "/none/*")
    assert (told.status, told.out) == (2, "")
    assert "no log group matches /none/*" in told.err


async def test_who_may_not_query_is_told_so(ask: Ask, refuse: Callable[[str, str], None]) -> None:
    refuse("logs:StartQuery", "AccessDeniedException")
    told = await ask("insights", QUERY, "/shop/pay")
    assert told.status == 3
    assert "denied: logs:StartQuery on /shop/pay" in told.err
