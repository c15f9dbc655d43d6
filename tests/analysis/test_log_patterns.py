"""Lines fall into the patterns that a reader would see in them."""

import re
from collections.abc import Sequence
from random import Random
from typing import Protocol

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.log_heads import said
from awsobs.analysis.log_patterns import OTHERS, LogPatterns
from awsobs.analysis.log_tokens import Shapes, shape_of


def templates(*lines: str) -> list[str]:
    patterns = LogPatterns()
    for line in lines:
        patterns.add(line)
    return [pattern.template for pattern in patterns]


class Corpus(Protocol):
    """Labelled lines of one format."""

    wholes: tuple[str, ...]
    messages: tuple[str, ...]

    def accuracy(self, found: Sequence[str]) -> float: ...


def grouped(lines: Sequence[str]) -> list[str]:
    patterns = LogPatterns()
    found = [patterns.add(line) for line in lines]
    return [pattern.whole.id for pattern in found]


def test_lines_of_every_format_are_grouped_as_they_were_made(corpus: Corpus) -> None:
    of_messages = corpus.accuracy(grouped(corpus.messages))
    assert of_messages >= 0.85
    assert corpus.accuracy(grouped(corpus.wholes)) >= of_messages - 0.05


def test_verbs_in_one_place_are_patterns_of_their_own() -> None:
    verbs = ("Started", "Paused", "Resumed", "Stopped")
    lines = [f"VM {verb} on host-{number}" for number in range(50) for verb in verbs]
    assert len(templates(*lines)) == 4


def test_exceptions_stay_in_the_template_however_many_there_are() -> None:
    names = [f"{letter}Exception" for letter in "ABCDEFGHIJKLMNOPQRST"]
    lines = [f"request {n} failed: java.io.{name}" for n in range(3) for name in names]
    assert len(templates(*lines)) == len(names)


def test_many_names_in_one_place_vary() -> None:
    lines = [f"user {name} signed in again" for name in ("ann", "bob", "cy", "di", "eve")]
    assert templates(*lines) == ["user <*> signed in again"]


def test_a_part_keeps_counting_for_the_pattern_that_it_was_joined_to() -> None:
    patterns = LogPatterns()
    parts = [patterns.add(f"user {name} signed in again") for name in ("ann", "bob", "cy", "ann")]
    assert len({part.whole for part in parts}) == 1
    assert parts[0].whole.count == 4


def test_what_never_varied_is_shown_as_it_is() -> None:
    lines = [f"upstream 504 from payments after {n} ms" for n in range(20)]
    assert templates(*lines) == ["upstream 504 from payments after <n> ms"]


def test_a_single_line_shows_what_would_vary() -> None:
    (template,) = templates("GET /a/b from 10.0.0.7:80 took 12ms, id 0x1f")
    assert template == "GET <path> from <ip> took <duration>, id <hex>"


def test_lists_of_any_length_are_one_pattern() -> None:
    lines = ["fan speeds ( " + "30 " * count + ")" for count in range(2, 9)]
    assert templates(*lines) == ["fan speeds ( <n>… )"]


def test_the_id_of_a_pattern_does_not_depend_on_the_run() -> None:
    one, other = LogPatterns(), LogPatterns()
    other.add("something else came first")
    assert one.add("timeout after 5 ms").id == other.add("timeout after 9 ms").id


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("2031-01-02T03:04:05.678Z\t8d0d1e5f-b90b-44d3-99b3-48963ec65c7b\tINFO\thello", "hello"),
        ("2031-01-02 03:04:05,678 ERROR [main] c.shop.Pay: timeout after 3", "timeout after 3"),
        ("Jun 14 15:16:01 combo sshd(pam_unix)[19939]: check pass", "check pass"),
        ("<34>1 2031-01-02T03:04:05Z web app 12 hello", "web app 12 hello"),
        ("[Sun Dec 04 04:47:44 2005] [notice] worker.init() ok", "worker.init() ok"),
        ("E0304 12:00:00.123456   12 server.go:12] failed", "failed"),
        ("03-17 16:13:38.811  1702  2395 D WindowManager: screen on", "screen on"),
        ("[ERROR] 2031-01-02T03:04:05.678Z ValueError: bad", "ValueError: bad"),
        ("ERROR java.io.IOException: timeout", "java.io.IOException: timeout"),
        ('ts=2031-01-02T03:04:05Z level=warn caller=a.go:7 msg="is off" n=7', 'msg="is off" n=7'),
        ('time="2 Jan" level=info msg=hi', "msg=hi"),
        ("level=7 reached", "level=7 reached"),
        ("Error sending heartbeat", "Error sending heartbeat"),
        ("retry 1/3 at Thu Jun 16 03:03:48 2005", "retry 1/3 at Thu Jun 16 03:03:48 2005"),
        ("500 Internal Server Error", "500 Internal Server Error"),
        ('{"level": "INFO", "message": "2031-01-02T03:04:05Z INFO hi"}', "hi"),
        ('{"time": "12:00:00", "level": "INFO", "order": 7, "ok": true}', "order=7 ok=true"),
        ('{"message": "half', '{"message": "half'),
        ("2031-01-02T03:04:05Z", "2031-01-02T03:04:05Z"),
        ("", ""),
    ],
)
def test_the_head_of_a_line_is_no_part_of_its_message(line: str, message: str) -> None:
    assert said(line) == message


@pytest.mark.parametrize(
    ("word", "shown"),
    [
        ("uid=12,", "uid=<n>,"),
        ("https://shop.example.com/a?b=c", "<url>"),
        ("arn:aws:lambda:us-east-1:123456789012:function:pay", "<arn>"),
        ("seg_-8812345", "<id>"),
        ("(10.0.0.7)", "(<ip>)"),
        ("1.5s", "<duration>"),
        ("12KB", "<size>"),
        ("a0=1f", "a0=<id>"),
        ("state=FAILED", "state=FAILED"),
        ("java.io.IOException:", "java.io.IOException:"),
        ("web-1.shop.example.com", "<id>"),
        ("auth.shop.example.com", "<host>"),
        ("processor...12", "processor...<n>"),
    ],
)
def test_words_show_what_kind_of_thing_varies(word: str, shown: str) -> None:
    assert shape_of(word).shown == shown


@given(st.lists(st.text(), max_size=30))
def test_arbitrary_lines_are_all_counted(lines: list[str]) -> None:
    patterns = LogPatterns(most=8)
    found = [patterns.add(line) for line in lines]
    assert sum(pattern.count for pattern in patterns) == len(lines)
    assert {pattern.whole for pattern in found} <= set(patterns)
    assert all(isinstance(pattern.template, str) for pattern in patterns)


def test_lines_like_no_others_are_counted_together_and_take_no_more_room() -> None:
    random, patterns = Random(5), LogPatterns(most=100)
    for _ in range(3_000):
        letters = "".join(random.choice("abcdefghij") for _ in range(60))
        patterns.add(re.sub(r"(.{6})", r"\1 ", letters))
        patterns.add("a line that comes again and again")
    assert len(patterns) <= 100
    kept = {pattern.template: pattern.count for pattern in patterns}
    assert kept["a line that comes again and again"] == 3_000
    assert kept[OTHERS] > 2_000
    assert sum(kept.values()) == 6_000


_PARTS = (*("12", "0", "0x", "1f", "x", "a", "Beef", "ms", "KB", "T"), *"._/:=(#-")


@given(st.lists(st.sampled_from(_PARTS), max_size=7).map("".join), st.randoms())
def test_a_word_has_the_key_that_it_would_have_alone(word: str, random: Random) -> None:
    shapes = Shapes()
    for _ in range(3):
        assert shapes[word] == shape_of(word).key
        word = "".join(random.choice("0123456789") if c.isdigit() else c for c in word)
