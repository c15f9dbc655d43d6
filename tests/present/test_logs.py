import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from awsobs.domain.accounting import Counts
from awsobs.domain.context import Context
from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.source_state import Condition, SourceState
from awsobs.present.header import header_row
from awsobs.present.log_rows import log_row
from awsobs.present.log_words import words_of
from awsobs.present.logs import LogsFrame, braced, lag_of, logs_frame
from awsobs.present.rows import text_of, width_of


def plain(message: str, **more: Any) -> LogEvent:
    given: dict[str, Any] = {
        "timestamp": 0,
        "ingestion_time": 0,
        "group": "/aws/lambda/orders",
        "stream": "s",
    }
    return LogEvent(**{**given, **more}, message=message)


def test_rows_stand_in_the_cells_of_the_picture(incident: Any) -> None:
    shown = [text_of(log_row(line, 120, kind="standard")) for line in incident.lines]
    blank = " " * 46
    assert shown[0].startswith("▎07:45:01.149 WRN checkout  retry 2/3  order=8820   ")
    assert shown[1].startswith(
        "▎07:45:01.156 ERR payments  timeout after 2000 ms  POST /charge  order=8820   "
    )
    assert shown[2].startswith(f" 07:45:01.980 INF gateway   GET /catalog 200 17 ms{blank}")
    assert [row[-6:] for row in shown] == [" d411 ", " d411 ", " e5d2 "]


def test_the_compact_row_cuts_two_cells_before_the_trace(incident: Any) -> None:
    row = text_of(log_row(incident.lines[1], 80, kind="compact"))
    assert row[28:] == "timeout after 2000 ms  POST /charge  order=8…  d411 "


def test_amounts_in_an_error_stand_out(incident: Any) -> None:
    row = log_row(incident.lines[1], 120, kind="standard")
    assert ("2000 ms", "strong bold") in row
    assert ("▎", "fault") in row
    assert ("ERR", "fault bold") in row


def test_an_info_row_is_muted_whole(incident: Any) -> None:
    styles = {
        style for text, style in log_row(incident.lines[2], 120, kind="standard") if text.strip()
    }
    assert styles == {"muted", "faint", "info"}


def test_a_quiet_screen_has_faint_trace_ids(incident: Any) -> None:
    row = log_row(incident.lines[2], 120, kind="standard", quiet=True)
    assert ("e5d2", "faint") in row


def test_the_wide_row_has_the_other_fields(incident: Any) -> None:
    row = log_row(incident.lines[0], 132, kind="wide")
    assert ("attempt=3 ver=1182 az=eu-west-1b", "faint") in row


def test_an_old_line_is_faint_but_for_its_tick(incident: Any) -> None:
    row = log_row(incident.lines[1], 120, kind="standard", faded=True)
    assert row[0] == ("▎", "fault")
    assert {style for _, style in row[1:]} == {"faint"}


@pytest.mark.parametrize(
    ("record", "text"),
    [
        ({"msg": "charged", "order": 8820}, "charged  order=8820"),
        ({"msg": "charged 8820", "order": 8820}, "charged 8820"),
        ({"message": "done", "method": "POST", "path": "/charge"}, "done  POST /charge"),
        ({"msg": "x", "status": 502, "error": "refused"}, "x  status=502  error=refused"),
    ],
)
def test_json_is_told_by_its_message_and_telling_fields(record: object, text: str) -> None:
    assert words_of(plain(json.dumps(record))).text == text


def test_json_without_a_message_is_told_by_its_fields() -> None:
    words = words_of(plain('{"level":"INFO","jobs":3,"queue":{"a":[1]}}'))
    assert words.text == 'jobs=3 queue={"a":[1]}'


def test_the_service_is_the_records_own_or_the_groups_last_part() -> None:
    assert words_of(plain('{"service":"billing","msg":"x"}')).service == "billing"
    assert words_of(plain("x")).service == "orders"


def test_escapes_inside_json_do_not_reach_the_terminal() -> None:
    row = log_row(plain(r'{"msg":"\u001b[31mred\u202e","a":"\u0007"}'), 150, kind="wide")
    assert "\x1b" not in text_of(row)
    assert "\u202e" not in text_of(row)
    assert "\x07" not in text_of(row)


@pytest.mark.parametrize("broken", ['{"msg": "cut he', "{" * 3000, '{"a":' * 2000, "{}"])
def test_broken_json_is_shown_as_it_is(broken: str) -> None:
    assert len(log_row(plain(broken), 100, kind="standard")) > 3


def test_a_huge_record_is_told_by_the_message_in_its_head() -> None:
    huge = '{"msg":"too much","body":"' + "x" * 1_000_000 + '"}'
    assert words_of(plain(huge)).text == "too much"


def test_what_the_columns_say_is_not_said_again() -> None:
    lambda_line = (
        "2026-03-03T07:45:01.156Z    0f3a1c52-5d7e-4b7e-9b1e-2f6a0c4d8e11    ERROR    no stock"
    )
    assert words_of(plain(lambda_line)).text == "no stock"
    assert words_of(plain("[WARN] slow")).text == "slow"
    assert words_of(plain("ERROR")).text == "ERROR"


def test_a_time_out_of_range_leaves_its_cells_empty() -> None:
    row = text_of(log_row(plain("x", timestamp=10**18), 80, kind="compact"))
    assert row[:14] == " " * 14


def test_a_fatal_line_is_an_error_too() -> None:
    row = log_row(plain("panic", level=Level.FATAL), 80, kind="compact")
    assert ("FTL", "fault bold") in row


# --- the frame -----------------------------------------------------------------------------


def frame(incident: Any, width: int = 120, **more: Any) -> LogsFrame:
    given: dict[str, Any] = {
        "groups": incident.groups,
        "state": incident.ready,
        "now": incident.now,
        "window": incident.window,
        "width": width,
        "height": 13,
        "kind": "standard",
        "lines": 3,
        "rate": 212.0,
        "counts": Counts(received=381_204, kept=381_204),
        "lag": 2.1,
    }
    return logs_frame(**{**given, **more})


def test_the_header_is_that_of_the_picture(incident: Any) -> None:
    row = header_row(frame(incident).header, 120, focused=False, joints={60: "┴"})
    assert text_of(row) == (
        "─ 1 LOGS /aws/lambda/{gateway,checkout,payments,orders} ────┴─────── "
        "follow ●  212/s  seen 381,204  lost 0  lag 2.1 s ──"
    )


def test_the_compact_header_counts_the_groups(incident: Any) -> None:
    row = header_row(frame(incident, 80).header, 80, focused=False, joints={40: "┴"})
    assert text_of(row) == (
        "─ 1 LOGS 4 groups ──────────────────────┴─ follow ●  212/s  lost 0  lag 2.1 s ──"
    )


def test_the_header_says_how_often_groups_are_read_that_take_turns(incident: Any) -> None:
    turns = "12 groups, each every 6 s"
    assert frame(incident, progress=turns).header.scope == ((turns, "muted"),)
    assert frame(incident, 60, progress=turns).header.scope == (("4 groups", "muted"),)


def test_lost_lines_are_in_reverse(incident: Any) -> None:
    counts = Counts(received=400, kept=88, lost={"late": 312})
    assert ("lost 312", "background bold on fault") in frame(incident, counts=counts).header.facts


@pytest.mark.parametrize(
    ("condition", "given", "says"),
    [
        (Condition.THROTTLED, {"next_try": 4}, "↯ throttled until 07:45:06  lost 0"),
        (Condition.OFFLINE, {"data_until": -38}, "○ offline 0s  lost 0  gap 07:44:24–now"),
        (Condition.OFFLINE, {}, "○ offline 0s  lost 0"),
        (Condition.STALE, {"data_until": -60}, "◌ stale 1m  07:44:02  lost 0"),
        (Condition.EXPIRED, {"data_until": -60}, "◌ stale 1m  lost 0  gap 07:44:02–now"),
    ],
)
def test_a_source_in_trouble_still_says_what_was_lost(
    incident: Any, condition: Condition, given: dict[str, int], says: str
) -> None:
    at = {name: incident.now + timedelta(seconds=offset) for name, offset in given.items()}
    trouble = SourceState(condition=condition, since=incident.now, **at)
    assert text_of(frame(incident, state=trouble).header.facts) == says


def test_a_paused_view_counts_what_came_in(incident: Any) -> None:
    facts = frame(incident, following=False, unseen=1204).header.facts
    assert text_of(facts) == "‖ paused · 1,204 new · space"


def test_a_window_in_the_past_does_not_follow(incident: Any) -> None:
    past = replace(incident.window, live=False)
    assert text_of(frame(incident, window=past).header.facts) == "seen 381,204  lost 0"


def test_nothing_in_the_window_is_said(incident: Any) -> None:
    said = text_of(frame(incident, lines=0).notice[0]).strip()
    assert said == "no events in 07:15-07:45 · } widen · 0 live"


def test_a_filter_that_hides_all_is_said(incident: Any) -> None:
    said = text_of(frame(incident, lines=0, hidden=4120).notice[0]).strip()
    assert said == "filter hides all 4,120 · esc clears"


def test_groups_are_written_as_a_shell_would() -> None:
    assert braced(["/a/b/x", "/a/b/y"]) == "/a/b/{x,y}"
    assert braced(["/a/b", "/a/bc"]) == "/a/{b,bc}"
    assert braced(["app", "/aws/x"]) == "{app,/aws/x}"
    assert braced(["/a/b", "/a/b/c"]) == "/a/{b,b/c}"
    assert braced(["/only/one"]) == "/only/one"


@pytest.mark.fault("L1")
@pytest.mark.parametrize("width", [120, 60, 40])
def test_a_line_of_a_megabyte_is_cut_and_says_by_how_much(width: int) -> None:
    row = log_row(plain("x" * 1_048_576), width, kind="standard")
    assert width_of(row) == width
    assert "x…(+1,044,480 B, v)" in text_of(row)


@pytest.mark.fault("D6")
def test_an_event_from_the_future_has_a_mark_behind_its_time() -> None:
    early = plain("x", timestamp=90_000_000, ingestion_time=1)
    assert text_of(log_row(early, 120, kind="standard")).startswith(" 01:00:00.000>")
    assert text_of(log_row(early, 50, kind="standard")).startswith(" 01:00:00>")
    due = replace(early, ingestion_time=early.timestamp - 50_000)
    assert ">" not in text_of(log_row(due, 120, kind="standard"))


def test_the_lag_grows_while_nothing_is_read(incident: Any) -> None:
    newest = plain("a", timestamp=1_000, ingestion_time=3_100)
    read = SourceState(condition=Condition.READY, since=incident.now, data_until=incident.now)
    assert lag_of(None, read, incident.now) is None
    assert lag_of(newest, None, incident.now) == 2.1
    assert lag_of(newest, read, incident.now + timedelta(seconds=4)) == 2.1
    assert lag_of(newest, read, incident.now + timedelta(seconds=17)) == 17.0


def test_where_no_group_has_lines_the_way_to_the_groups_is_told(incident: Any) -> None:
    read = SourceState(condition=Condition.READY, since=incident.now)
    frame = logs_frame(
        groups=(),
        state=read,
        now=incident.now,
        window=incident.window,
        width=100,
        height=20,
        kind="standard",
        lines=0,
        context=Context(region="eu-west-1"),
    )
    assert text_of(frame.notice[0]).strip() == (
        "no lines from any log group in eu-west-1 · s groups · } widen · @ region"
    )
