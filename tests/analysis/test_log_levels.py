import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.log_levels import level_of
from awsobs.domain.logs import Level


@pytest.mark.parametrize(
    ("line", "level"),
    [
        ('{"level":"error","msg":"x"}', Level.ERROR),
        ('{"time":1,"severity":"WARNING"}', Level.WARN),
        ('{"log.level":"info","message":"an ERROR of yesterday"}', Level.INFO),
        ('{"log":{"level":"fatal"}}', Level.FATAL),
        ('{"level":50,"msg":"pino"}', Level.ERROR),
        ('{"levelname": "CRITICAL"}', Level.FATAL),
        ('{"msg":"' + "x" * 600 + '","level":"ERROR"}', Level.ERROR),
        ('{"msg":"no level at all"}', Level.UNKNOWN),
        ("[ERROR] 2026-11-25T16:00:00.123Z 8b1f timeout", Level.ERROR),
        ("2026-11-25T16:00:00.123Z\t8b1f4a\tWARN\tretry 1/3", Level.WARN),
        ("2026-11-25 16:00:00,123 - shop - INFO - no ERROR here", Level.INFO),
        ("ERROR:root:went wrong", Level.ERROR),
        ("DBG cache miss", Level.DEBUG),
        ("12:00:00.000 ERR payments timeout", Level.ERROR),
        ("[Wed Oct 11 14:32:52 2026] [core:error] [client ::1] denied", Level.ERROR),
        ("[Wed Oct 11 14:32:52 2026] [warn] low memory", Level.WARN),
        ('10.0.0.1 - - [13/Jan/2026:19:31:17 +0000] "GET / HTTP/1.1" 503 1063', Level.ERROR),
        ('10.0.0.1 - - [13/Jan/2026:19:31:17 +0000] "GET / HTTP/1.1" 404 10', Level.WARN),
        ('10.0.0.1 - - [13/Jan/2026:19:31:17 +0000] "GET / HTTP/2" 200 10', Level.INFO),
        ("<11>1 2026-11-25T16:00:00Z host app - - - failed", Level.ERROR),
        ("<30>systemd[1]: Started", Level.INFO),
        ("E1125 16:00:00.123456 1 main.go:5] failed", Level.ERROR),
        ('time="2026-11-25T16:00:00Z" level=error msg="x"', Level.ERROR),
        ("2026-11-25 8b1f Task timed out after 3.00 seconds", Level.ERROR),
        ("Traceback (most recent call last):␊  File", Level.ERROR),
        ("REPORT RequestId: 8b1f Duration: 3000 ms Status: timeout", Level.ERROR),
        ("START RequestId: 8b1f Version: $LATEST", Level.UNKNOWN),
        ("panic: runtime error: index out of range", Level.FATAL),
        ("INFORMED the ERRORED and WARNED users of TERROR", Level.UNKNOWN),
        ("", Level.UNKNOWN),
    ],
)
def test_a_lines_severity_is_read_from_its_form(line: str, level: Level) -> None:
    assert level_of(line) is level


@given(st.text(max_size=300))
def test_any_text_has_a_level(line: str) -> None:
    assert level_of(line) in Level
    assert level_of("{" + line) in Level
