"""What each kind of record is searched by."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from awsobs.domain.logs import Level, LogEvent
from awsobs.present.searchable import ALARMS, LOGS, MAP, METRICS, TRACES, TRAIL, Searchable

ALL = (LOGS, METRICS, ALARMS, TRAIL, MAP, TRACES)
EXAMPLES = [(searched, example) for searched in ALL for example, _ in searched.examples]


def line(message: object, **more: Any) -> LogEvent:
    text = message if isinstance(message, str) else json.dumps(message)
    return replace(
        LogEvent(
            timestamp=1_767_000_555_000,
            ingestion_time=1_767_000_555_000,
            group="/aws/lambda/payments",
            stream="a",
            message=text,
            event_id="1",
            level=Level.ERROR,
            trace_id="1-69a-5055",
        ),
        **more,
    )


STRUCTURED = line(
    {
        "time": "2026-03-01T07:45:01.512Z",
        "xray_trace_id": "1-69a-5055",
        "level": "ERROR",
        "message": "upstream failed",
        "method": "POST",
        "path": "/charge",
        "order": 8820,
        "error": {"name": "Timeout", "stack": "x" * 200 + " at charge.js"},
    }
)


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("upstream", True),
        ("order=8820", True),
        ('"POST /charge"', True),
        ("charge.js", True),
        ("ERR payments", True),
        (r"/\b5\d\d/", False),
        ("xray_trace_id", False),
        ("msg:xray_trace_id", True),
        ("trace:1-69a-5055", True),
    ],
)
def test_a_structured_line_is_searched_as_it_is_shown(text: str, finds: bool) -> None:
    assert LOGS.filter(text).matches(STRUCTURED) is finds


@pytest.mark.parametrize("message", ["{ 512 is no JSON", "status 512", '["512"]', "{" + "512" * 9])
def test_any_other_line_is_searched_whole(message: str) -> None:
    assert LOGS.filter(r"/512/").matches(line(message))


@pytest.mark.parametrize(("searched", "example"), EXAMPLES)
def test_the_examples_are_filters_by_fields_that_there_are(
    searched: Searchable[Any], example: str
) -> None:
    assert searched.filter(example).text == example
    without_regex = re.sub(r"/\S+/", "", example)
    named = re.findall(r"([a-z_]+)(?:[:=<>~]|!=)", without_regex)
    assert set(named) <= set(searched.fields) or searched.own_field is not None


@pytest.mark.parametrize("word", ["ERR", "ERROR", "error", "level:ERROR", '"ERR payments"'])
def test_a_level_is_found_as_it_is_shown_and_as_it_is_called(word: str) -> None:
    assert LOGS.filter(word).matches(line("timeout", level=Level.ERROR))
    assert not LOGS.filter(word).matches(line("timeout", level=Level.INFO))


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("latency_ms>500", True),
        ("latency_ms>501", False),
        ("latency_ms=501", True),
        ("latency_ms=50", False),
        ("latency_ms!=50", True),
        ("user.id:7", True),
        ("user.id=7", False),
        ("request_id:req-0*", True),
        ("request_id~^req", True),
        ("paid=true", True),
        ("tags:blue", True),
        ("!latency_ms>500", False),
        ("nothing=8 | latency_ms<502", True),
    ],
)
def test_a_json_line_is_searched_by_fields_of_its_own(text: str, finds: bool) -> None:
    record = {
        "message": "done",
        "latency_ms": 501,
        "user": {"id": 77},
        "request_id": "req-00005",
        "paid": True,
        "tags": ["red", "blue"],
    }
    assert LOGS.filter(text).matches(line(record)) is finds


@pytest.mark.parametrize("text", ["order=23", "http://shop/pay", "x->y", "12:30:05", "a>b"])
def test_a_line_without_the_field_is_searched_for_the_word(text: str) -> None:
    assert LOGS.filter(text).matches(line(f"got {text}1 at last"))
    assert not LOGS.filter(text).matches(line("got nothing"))
    assert LOGS.filter(text).matches(line({"message": f"got {text}1"}))
