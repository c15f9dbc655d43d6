import json
from collections.abc import Sequence

import pytest

from awsobs.languages.insights.queries import Event, InsightsError, Result, Run, parse

START = 1_777_896_000_000  # 2026-05-04T12:00:00Z
LOG = "123456789012:/aws/lambda/shop"
REPORT = (
    "REPORT RequestId: 8f5a2c1e-0000-4000-8000-000000000001\tDuration: 3.52 ms\t"
    "Billed Duration: 4 ms\tMemory Size: 128 MB\tMax Memory Used: 66 MB\t"
    "Init Duration: 100.5 ms\t\n"
    "XRAY TraceId: 1-69f88ac0-0123456789abcdef01234567\tSegmentId: 0123456789abcdef\tSampled: true"
)


def event(message: str, at: int = 0, stream: str = "s", log: str = LOG) -> Event:
    return Event(START + at * 1000, START + at * 1000 + 500, at, stream, log, message)


def ran(query: str, events: Sequence[Event], limit: int = 10_000) -> list[Result]:
    """The rows of a query over events that come newest first."""
    run = Run(parse(query), limit)
    run.feed(sorted(events, reverse=True))
    for _ in run.finish():
        pass
    return run.results()


def table(query: str, *messages: object) -> list[dict[str, str]]:
    """The rows over messages that came a second apart, newest last."""
    texts = [text if isinstance(text, str) else json.dumps(text) for text in messages]
    events = [event(text, number) for number, text in enumerate(texts)]
    return [dict(row.fields) for row in ran(query, events)]


def column(query: str, *messages: object) -> list[str | None]:
    """The first column, a missing value as None."""
    name = parse(query).columns[0][0]
    return [row.get(name) for row in table(query, *messages)]


def value(expression: str, message: object = "") -> str | None:
    """What an expression is worth for one message."""
    (found,) = column(f"fields {expression} as it", message)
    return found


def test_without_a_command_the_newest_come_first_with_time_and_message() -> None:
    assert table("", "old", "new") == [
        {"@timestamp": "2026-05-04 12:00:01.000", "@message": "new"},
        {"@timestamp": "2026-05-04 12:00:00.000", "@message": "old"},
    ]


@pytest.mark.parametrize(
    ("expression", "message", "wanted"),
    [
        ("@timestamp", "x", "2026-05-04 12:00:00.000"),
        ("@ingestionTime", "x", "2026-05-04 12:00:00.500"),
        ("@logStream", "x", "s"),
        ("@log", "x", LOG),
        ("@message", "x", "x"),
        ("level", {"level": "ERROR"}, "ERROR"),
        ("a.b.c", {"a": {"b": {"c": 5}}}, "5"),
        ("a.1.b", {"a": [0, {"b": "deep"}]}, "deep"),
        ("a.b", {"a.b": "flat"}, "flat"),
        ("`a-b`", {"a-b": 1}, "1"),
        ("detail.`request-id`", {"detail": {"request-id": "r"}}, "r"),
        ("@@type", {"@type": "own"}, "own"),
        ("ok", {"ok": True}, "1"),
        ("ok", {"ok": None}, None),
        ("a", {"a": {"b": 1}}, None),
        ("a", '{"a": 1', None),
        ("a", 'START of {"a": 7} and more', "7"),
        ("@type", REPORT, "REPORT"),
        ("@requestId", REPORT, "8f5a2c1e-0000-4000-8000-000000000001"),
        ("@duration", REPORT, "3.52"),
        ("@billedDuration", REPORT, "4"),
        ("@initDuration", REPORT, "100.5"),
        ("@memorySize", REPORT, "128000000"),
        ("@maxMemoryUsed / 1000 / 1000", REPORT, "66"),
        ("@xrayTraceId", REPORT, "1-69f88ac0-0123456789abcdef01234567"),
        ("@type", "START RequestId: abc-1 Version: 1", "START"),
        ("@duration", "START RequestId: abc-1 Version: 1", None),
        (
            "@requestId",
            "2026-05-04T12:00:00.000Z\t8f5a2c1e-0000-4000-8000-000000000001\tINFO\thi",
            "8f5a2c1e-0000-4000-8000-000000000001",
        ),
    ],
)
def test_fields_are_found_in_events(expression: str, message: object, wanted: str | None) -> None:
    assert value(expression, message) == wanted


def test_json_inside_a_line_counts_for_lambda_only() -> None:
    line = 'note {"a": 1}'
    (row,) = ran("fields a", [event(line, log="1:/app")])
    assert row.fields == []


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("1 + 2 * 3 - 4 / 2", "5"),
        ("(1 + 2) * 3", "9"),
        ("2 ^ 10 % 1000", "24"),
        ("-3 + 1", "-2"),
        ("7 % 4", "3"),
        ("1 / 0", None),
        ("10 ^ 1000", None),
        ("1 / 3", "0.3333"),
        ("0.00012", "0.00012"),
        ("absent + 1", None),
        ('"2" + 1', "3"),
        ("abs(-2.5)", "2.5"),
        ("ceil(1.2)", "2"),
        ("floor(-1.2)", "-2"),
        ("sqrt(-1)", None),
        ("log(1)", "0"),
        ("greatest(1, 3, 2)", "3"),
        ("least(1, 3, 2)", "1"),
        ("strlen('héllo')", "5"),
        ("upper('a')", "A"),
        ("toupper('a')", "A"),
        ("lower('A')", "a"),
        ("tolower('A')", "a"),
        ("trim('  a ')", "a"),
        ("trim('xxaxx', 'x')", "a"),
        ("ltrim(' a ')", "a "),
        ("rtrim(' a ')", " a"),
        ("concat('a', 1, absent, 'b')", "a1b"),
        ("coalesce(absent, 'then')", "then"),
        ("substr('hello', 1, 3)", "ell"),
        ("substr('hello', 3)", "lo"),
        ("replace('a-b-c', '-', '')", "abc"),
        ("strcontains('hello', 'ell')", "1"),
        ("ispresent(absent)", "0"),
        ("isempty('')", "1"),
        ("isblank('  ')", "1"),
        ("isblank('x')", "0"),
        ("isValidIp('10.0.0.1')", "1"),
        ("isValidIpv6('10.0.0.1')", "0"),
        ("isIpv4InSubnet('10.1.2.3', '10.0.0.0/8')", "1"),
        ("isIpInSubnet('fe80::1', '10.0.0.0/8')", "0"),
        ("bin(5m)", "2026-05-04 12:00:00.000"),
        ("bin(1d)", "2026-05-04 00:00:00.000"),
        ("datefloor(@timestamp, 1w)", "2026-05-04 00:00:00.000"),
        ("datefloor(@timestamp, 1mo)", "2026-05-01 00:00:00.000"),
        ("dateceil(@timestamp, 1y)", "2027-01-01 00:00:00.000"),
        ("dateceil(@timestamp, 1h)", "2026-05-04 12:00:00.000"),
        ("fromMillis(0)", "1970-01-01 00:00:00.000"),
        ("toMillis(@timestamp)", str(START)),
        ("toMillis(@timestamp) - 1", str(START - 1)),
        ("1 = 1.0 and not (2 < 1)", "1"),
        ("'1' = 1", "1"),
        ("'b' > 'a' or absent = 1", "1"),
        ("absent != 1", "1"),
        ("true", "1"),
    ],
)
def test_expressions(expression: str, wanted: str | None) -> None:
    assert value(expression) == wanted


@pytest.mark.parametrize(
    ("condition", "kept"),
    [
        ("@message like 'rro'", ["error 500"]),
        ("@message like /ERR/", []),
        ("@message like /(?i)ERR/", ["error 500"]),
        ("@message =~ /\\d{3}/", ["error 500", "fine 200"]),
        ("@message not like /5../", ["fine 200", '{"n": 7, "s": "x"}']),
        ("n > 5", ['{"n": 7, "s": "x"}']),
        ("n in [6, 7]", ['{"n": 7, "s": "x"}']),
        ("n in ['7']", ['{"n": 7, "s": "x"}']),
        ("s not in ['x', \"y\"]", ["error 500", "fine 200"]),
        ("ispresent(n) and s = 'x'", ['{"n": 7, "s": "x"}']),
        ("NOT ispresent(n) AND (@message like '5' OR 1 = 2)", ["error 500"]),
        ("n = 7 or @message like 'fine'", ["fine 200", '{"n": 7, "s": "x"}']),
        ("@logStream = 's' # every one\n and @message like 'fine'", ["fine 200"]),
    ],
)
def test_filters(condition: str, kept: list[str]) -> None:
    messages = ["error 500", "fine 200", '{"n": 7, "s": "x"}']
    assert column(f"fields @message | filter {condition}", *messages) == kept[::-1]


def test_a_glob_names_what_its_asterisks_stand_for() -> None:
    rows = table(
        'parse @message "user=*, took * ms*" as user, took, rest | display user, took, rest',
        "x user=ann, took 12 ms",
        "user=bob, took 3 ms and more",
        "nobody",
    )
    assert rows == [{}, {"user": "bob", "took": "3", "rest": " and more"}, {
        "user": "ann", "took": "12", "rest": "",
    }]  # fmt: skip


def test_a_regular_expression_names_its_groups() -> None:
    query = r"parse @message /user=(?<user>\w+)(?: ms=(?<ms>\d+))?/ | fields user, ms"
    assert table(query, "user=ann ms=5", "user=bob", "none") == [
        {},
        {"user": "bob"},
        {"user": "ann", "ms": "5"},
    ]


def test_another_field_can_be_parsed_and_counted_with() -> None:
    query = "parse line 'took *ms' as ms | stats sum(ms) as total"
    assert table(query, {"line": "took 5ms"}, {"line": "took 7ms"}) == [{"total": "12"}]


@pytest.mark.parametrize(
    ("query", "words", "start"),
    [
        ("bogus x", "unexpected symbol found bogus, expected a command", 0),
        ("fields", "unexpected end of the query", 6),
        ("fields @message |", "expected a command", 17),
        ("filter (a = 1", "expected )", 13),
        ("filter a = 1 b", "unexpected symbol found b, expected | or the end", 13),
        ("filter a like /(/", "invalid regular expression", 14),
        ("filter a like b", "expected a regular expression", 14),
        ("filter a not b", "expected like or in", 13),
        ("filter a in 1", "expected [", 12),
        ("fields foo(1)", "unknown function foo", 7),
        ("fields strlen()", "wrong number of arguments for strlen", 7),
        ("fields bin(x)", "expected a period", 11),
        ("stats sum(avg(n))", "avg cannot stand inside a function", 10),
        ("stats pct(n, 101)", "a percentile lies between 0 and 100", 12),
        ("limit 0", "limit is between 1 and 10000", 6),
        ("limit x", "expected a whole number", 6),
        ("parse @message 'a * b'", "expected as", 22),
        ("parse @message '*-*' as x", "2 wildcards and names 1 fields", 15),
        ("parse @message /x/", "names no group", 15),
        ("pattern @message", "pattern cannot stand here", 7),
        ("fields @message\n| sort n up", "at line 2 and position 10", 25),
        ("filter " + "(" * 100, "nested too deep", 47),
        ("filter " + "-" * 100, "nested too deep", 47),
        ("x" * 10_001, "10000 characters at most", 10_000),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_place(query: str, words: str, start: int) -> None:
    with pytest.raises(InsightsError) as caught:
        parse(query)
    assert words in caught.value.message
    assert caught.value.start == start
    assert caught.value.end > start


def test_long_chains_cost_no_stack() -> None:
    assert value("1" + "+1" * 4000) == "4001"
    assert column("fields n | filter " + " or ".join(["n = 3"] * 900), {"n": 2}, {"n": 3}) == ["3"]
