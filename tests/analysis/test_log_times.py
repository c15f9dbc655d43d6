"""Times of log lines, in the ways that programs write them."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.log_times import LineTimes

NOW = datetime(2026, 3, 2, 7, 40, tzinfo=UTC)


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ("2026-03-01T07:30:00.250Z INFO ready", "2026-03-01T07:30:00.250"),
        ("2026-03-01T07:30:00.250123+02:00 x", "2026-03-01T05:30:00.250"),
        ("2026-03-01 07:30:00,978 [main] ERROR c.shop.Pay - no", "2026-03-01T07:30:00.978"),
        ("2026/03/01 07:30:00 [error] 7#7: *1 open() failed", "2026-03-01T07:30:00"),
        ('10.0.0.1 - - [01/Mar/2026:07:30:00 -0130] "GET / HTTP/1.1" 200 1', "2026-03-01T09:00:00"),
        ("Mar  1 07:30:00 host sshd[1]: closed", "2026-03-01T07:30:00"),
        ("<34>Mar  1 07:30:00 host su: denied", "2026-03-01T07:30:00"),
        ("Dec 31 23:59:59 host cron: last year", "2025-12-31T23:59:59"),
        ("E0301 07:30:00.123456    1 main.go:7] no route", "2026-03-01T07:30:00.123"),
        ("[Sun Mar 01 07:30:00 2026] [error] [client 1.2.3.4] denied", "2026-03-01T07:30:00"),
        ("[Sun Mar 01 07:30:00.123456 2026] [core:error] x", "2026-03-01T07:30:00.123"),
        ("1772350200 started", "2026-03-01T07:30:00"),
        ("1772350200.5 started", "2026-03-01T07:30:00.500"),
        ("1772350200123 started", "2026-03-01T07:30:00.123"),
        ('{"level":"info","ts":1772350200.25,"msg":"x"}', "2026-03-01T07:30:00.250"),
        ('{"timestamp": 1772350200123, "message": "x"}', "2026-03-01T07:30:00.123"),
        ('{"msg":"x","time":"2026-03-01T07:30:00Z"}', "2026-03-01T07:30:00"),
        ("type=SYSCALL msg=audit(1772350200.123:42): x", "2026-03-01T07:30:00.123"),
    ],
)
def test_a_time_is_read_however_it_is_written(line: str, time: str) -> None:
    expected = datetime.fromisoformat(time).replace(tzinfo=UTC)
    assert LineTimes(NOW).of(line) == int(expected.timestamp() * 1000)


@pytest.mark.parametrize(
    "line",
    [
        "",
        "    at com.shop.Pay.charge(Pay.java:12)",
        "order 1772350200999999999999 done",
        "2026-13-45T99:99:99 impossible",
        "Feb 31 07:30:00 impossible",
        "took 1772350200 ms",
    ],
)
def test_a_line_without_a_time_has_none(line: str) -> None:
    assert LineTimes(NOW).of(line) is None


def test_a_file_may_change_its_mind() -> None:
    times = LineTimes(NOW)
    mixed = ["2026-03-01T07:30:00Z a", "Mar  1 07:30:00 host b", "2026-03-01T07:30:00Z c"] * 2
    assert len({times.of(line) for line in mixed}) == 1


_ALIKE = st.builds(
    "{}{}{}{}{}".format,
    st.sampled_from(["2026-03-01T07:30:00", "2026-03-01 07:30:01", "2026/03/01_07:30:00"]),
    st.sampled_from([".", ",", "", ";"]),
    st.sampled_from(["123", "456", "00", "7890", "000", "", "٣٣٣", "1e3"]),
    st.sampled_from(["Z", " Z", "+0100", "-03:00", " +0100", "+01", "", " ", " x", "x", "5", "-"]),
    st.sampled_from(["", " said", "00", ":00 said", "Z"]),
)


@given(st.lists(_ALIKE, max_size=8))
def test_a_line_spelled_like_the_one_before_is_read_like_any_other(lines: list[str]) -> None:
    times = LineTimes(NOW)
    assert [times.of(line) for line in lines] == [LineTimes(NOW).of(line) for line in lines]


@given(st.text(max_size=80))
def test_any_line_has_a_time_or_none(line: str) -> None:
    at = LineTimes(NOW).of(line)
    assert at is None or isinstance(at, int)
