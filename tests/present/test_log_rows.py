"""Log lines in the looks that a user may choose."""

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.domain.logs import Level, LogEvent
from awsobs.domain.safe_text import safe_text
from awsobs.present.cells import chopped, overlaid, scrolled
from awsobs.present.log_columns import column_cells, column_widths, fitting
from awsobs.present.log_look import PRINTED, LogLook, TimeStyle
from awsobs.present.log_rows import LineState, heads_row, log_row, log_rows, whole_log_row
from awsobs.present.rows import Row, text_of, width_of

NOW = datetime(2026, 3, 1, 7, 45, 2, tzinfo=UTC)
AT = int(NOW.timestamp() * 1000)
TRACEBACK = safe_text(
    "Traceback (most recent call last):\n"
    '  File "/var/task/charge.py", line 88, in post_charge\n'
    "    client.post(url)\n"
    '  File "/var/task/site-packages/requests/api.py", line 9, in post\n'
    "    return request()\n"
    "TimeoutError: no answer\n"
)


def line(message: str, **more: Any) -> LogEvent:
    given: dict[str, Any] = {
        "timestamp": AT,
        "ingestion_time": AT + 1500,
        "group": "/aws/lambda/orders",
        "stream": "s",
    }
    return LogEvent(**{**given, **more}, message=message)


def texts(event: LogEvent, width: int = 80, **more: Any) -> list[str]:
    return [text_of(row) for row in log_rows(event, width, kind="standard", **more)]


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        (TimeStyle.UTC, " 07:45:02.000 "),
        (TimeStyle.LOCAL, " 13:15:02.000 "),
        (TimeStyle.RECEIVED, " 07:45:03.500 "),
        (TimeStyle.AGO, "     4m02 ago "),
    ],
)
def test_a_line_shows_the_time_that_the_user_wants(style: TimeStyle, shown: str) -> None:
    look = LogLook(times=style, zone=timezone(timedelta(hours=5, minutes=30)))
    now = NOW + timedelta(minutes=4, seconds=2)
    assert texts(line("x"), look=look, now=now)[0].startswith(shown)
    assert text_of(heads_row(120, look))[1:10].strip() == (
        "time" if style is TimeStyle.UTC else style.value
    )


def test_ages_are_exact_where_it_matters_and_nothing_is_received_without_a_time() -> None:
    ago = LogLook(times=TimeStyle.AGO)
    assert texts(line("x"), look=ago, now=NOW + timedelta(seconds=4.25))[0][1:13].strip() == (
        "4.2s ago"
    )
    assert texts(line("x"), look=ago, now=NOW - timedelta(minutes=2))[0][1:13].strip() == "in 2m00"
    assert texts(line("x"), 50, look=ago, now=NOW + timedelta(hours=3))[0][1:9].strip() == "3h"
    received = LogLook(times=TimeStyle.RECEIVED)
    assert texts(line("x", ingestion_time=0), look=received)[0][1:13].strip() == "–"


def test_every_time_style_is_reached_by_the_key() -> None:
    style, seen = TimeStyle.UTC, [TimeStyle.UTC]
    while (style := style.following) is not TimeStyle.UTC:
        seen.append(style)
    assert seen == list(TimeStyle)


def test_a_wrapped_line_is_read_to_its_end() -> None:
    message = "".join(f"{number:05}" for number in range(60))
    rows = texts(line(message, level=Level.ERROR), look=LogLook(wrapped=True))
    assert "".join(row[28:73] for row in rows).strip() == message
    assert [row[0] for row in rows] == ["▎"] * len(rows)
    assert {len(row) for row in rows} == {80}


def test_a_scrolled_line_says_on_which_sides_there_is_more() -> None:
    message = "".join(f"{number:05}" for number in range(20))
    first, second = (texts(line(message), look=LogLook(shift=at))[0][28:73] for at in (20, 80))
    assert first.startswith("‹0004")
    assert first.endswith("›")
    assert second.startswith("‹0016")
    assert second.rstrip().endswith("00019")
    assert texts(line("short"), look=LogLook(shift=20))[0][28:].strip() == "‹"


def test_a_stack_trace_is_one_line_that_is_headed_by_what_went_wrong() -> None:
    (row,) = texts(line(TRACEBACK))
    assert "TimeoutError: no answer … 5 lines" in row


def test_a_roomy_view_names_the_frame_of_ones_own_code() -> None:
    first, frame, folded = texts(line(TRACEBACK), 100, look=LogLook(roomy=True))
    assert first[28:].rstrip() == "TimeoutError: no answer"
    assert frame[28:].rstrip() == 'File "/var/task/charge.py", line 88, in post_charge'
    assert folded[28:].rstrip() == "4 lines folded, enter opens"


def test_an_unfolded_stack_trace_shows_all_its_lines() -> None:
    rows = texts(line(TRACEBACK), 100, state=LineState(unfolded=True))
    assert [row[28:].strip() for row in rows] == [
        "TimeoutError: no answer",
        "Traceback (most recent call last):",
        'File "/var/task/charge.py", line 88, in post_charge',
        "client.post(url)",
        'File "/var/task/site-packages/requests/api.py", line 9, in post',
        "return request()",
    ]


@pytest.mark.parametrize(
    "stack",
    ["Error: no\n    at a (/var/task/a.js:1)\n    at node:internal/x", ["at a", "at b", "at c"]],
)
def test_the_stack_of_a_json_record_is_folded_too(stack: object) -> None:
    message = json.dumps({"msg": "failed", "stack": stack, "order": 7})
    (row,) = texts(line(message))
    assert row[28:].startswith("failed  order=7 … 3 lines")


def test_a_line_in_a_pipe_keeps_its_stack() -> None:
    row = text_of(whole_log_row(line(safe_text("failed\n  at a\n  at b"))))
    assert "failed␊  at a␊  at b" in row


def test_a_marked_line_has_a_letter_where_others_have_their_severity() -> None:
    row = log_rows(line("x", level=Level.ERROR), 80, kind="x", state=LineState(marked=True))[0]
    assert row[0] == ("m", "accent bold")


def test_columns_hold_the_fields_of_json_records() -> None:
    look = LogLook(columns=("latency_ms", "http.status", "region"))
    message = json.dumps({"msg": "x", "latency_ms": 2003, "http": {"status": 504}})
    (row,) = log_rows(line(message, trace_id="1-67-d411"), 120, kind="standard", look=look)
    assert text_of(row).endswith("       2003    504      –  d411 ")
    assert ("    504", "fault") in row
    assert text_of(heads_row(120, look)).endswith(" latency_ms status region trace ")
    (bare,) = texts(line("no record"), 120, look=look)
    assert bare.rstrip().endswith("–      –      –")


def test_columns_that_would_take_the_message_are_not_shown() -> None:
    look = LogLook(columns=tuple(f"a-long-field-{n}" for n in range(9)))
    (row,) = texts(line("m" * 200), 80, look=look)
    assert "m" * 20 in row
    assert text_of(heads_row(80, look)).count("a-long-field") == 1


def test_what_is_highlighted_stands_out_in_its_style() -> None:
    look = LogLook(highlights=(lambda _: [(0, 3, "series-2 bold"), (6, 9, "series-2 bold")],))
    (row,) = log_rows(line("504 of 504"), 80, kind="x", look=look)
    assert ("504", "series-2 bold") in row
    assert (" of", "muted") in row


def test_the_first_highlight_wins_where_two_meet() -> None:
    row: Row = (("abcdef", "text"),)
    both = overlaid(row, (lambda _: [(1, 3, "one")], lambda _: [(2, 4, "two"), (4, 5, "two")]))
    assert both == (("a", "text"), ("bc", "one"), ("d", "text"), ("e", "two"), ("f", "text"))


@settings(deadline=None)
@given(
    st.text(max_size=200),
    st.integers(1, 200),
    st.builds(
        LogLook,
        times=st.sampled_from(TimeStyle),
        wrapped=st.booleans(),
        shift=st.integers(0, 90),
        columns=st.lists(st.text(max_size=20), max_size=4).map(tuple),
        roomy=st.booleans(),
    ),
    st.builds(LineState, unfolded=st.booleans(), marked=st.booleans(), faded=st.booleans()),
    st.booleans(),
)
def test_every_row_of_every_look_fills_the_pane(
    text: str, width: int, look: LogLook, state: LineState, is_json: bool
) -> None:
    message = json.dumps({"msg": text, "stack": f"a\n{text}"}) if is_json else text
    event = line(safe_text(message), trace_id="1-67-d411")
    rows = log_rows(event, width, kind="standard", look=look, state=state, now=NOW)
    assert {width_of(row) for row in rows} == {width}


@given(st.text(alphabet="ab漢字é", max_size=60), st.integers(2, 30), st.integers(0, 40))
def test_pieces_of_a_row_are_no_wider_than_asked(text: str, width: int, shift: int) -> None:
    row: Row = ((text, "text"),)
    pieces = chopped(row, width)
    assert "".join(text_of(piece) for piece in pieces) == text
    assert all(width_of(piece) <= width for piece in pieces)
    assert width_of(scrolled(row, shift, width)) <= width


def test_columns_are_as_wide_as_their_values_and_integers_have_no_commas() -> None:
    messages = ('{"id": 231456789012, "t": 0.25, "c": "x"}', '{"c": "a longer value"}', "no JSON")
    events = [line(message) for message in messages]
    widths = column_widths(("id", "t", "c", "absent"), events)
    assert widths == {"id": 12, "t": 6, "c": 14}
    columns = fitting(("id", "absent"), 100, widths)
    assert columns == [("id", 12), ("absent", 6)]
    assert text_of(column_cells(events[0], columns, "text")) == " 231456789012      –"


def test_a_whole_row_has_all_of_a_message_and_of_its_fields() -> None:
    for message in ("m" * 9_000 + "END", json.dumps({"msg": "m", "blob": "b" * 9_000 + "END"})):
        row = text_of(whole_log_row(line(message)))
        assert "END" in row
        assert "…" not in row


def test_a_printed_row_tells_how_much_is_left_out_and_names_no_key() -> None:
    row = text_of(log_row(line("m" * 5_000), 80, kind="standard", look=PRINTED))
    assert "…(+904 B)" in row
    assert "…(+904 B, v)" in text_of(log_row(line("m" * 5_000), 80, kind="standard"))
