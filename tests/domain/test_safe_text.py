import unicodedata

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len

from awsobs.domain.safe_text import safe_name, safe_text

HARMLESS = [
    "GET /cart 200 23 ms",
    "✔ 41 OK · 07:39◆",
    "payments „größer“",
    "日本語 ログ",
    "e\u0301",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert safe_text(text) == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b]52;c;RVZJTA==\x07clip", "clip"),
        ("\x1b]0;title\x1b\\after", "after"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1bPq#0\x1b\\after", "after"),
        ("broken \x1b", "broken \ufffd"),
        ("unterminated \x1b]52;c;AAAA", "unterminated \ufffd]52;c;AAAA"),
        ("a\tb", "a    b"),
        ("a\r\nb", "a␍␊b"),
        ("bell\x07", "bell\ufffd"),
        ("\u202egpj.exe", "‹RLO›gpj.exe"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("tag\U000e0041", "tag"),
        ("lone \ud800 surrogate", "lone \ufffd surrogate"),
        ("nonchar \uffff", "nonchar \ufffd"),
        ("line\u2028separator", "lineseparator"),
    ],
)
def test_what_could_steer_a_terminal_becomes_harmless(hostile: str, shown: str) -> None:
    assert safe_text(hostile) == shown


def test_joiners_cannot_make_two_names_look_the_same() -> None:
    assert (
        safe_name("adm\u200din") == safe_name("adm\u200cin") == safe_name("adm\ufe0fin") == "admin"
    )


@given(st.text())
def test_nothing_but_printable_text_comes_out(text: str) -> None:
    safe = safe_text(text)
    assert not any(unicodedata.category(character) in ("Cc", "Cs") for character in safe)
    assert not set(safe) & set("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068")


@given(st.text())
def test_safe_text_is_safe_already(text: str) -> None:
    once = safe_text(text)
    assert safe_text(once) == once
    assert cell_len(once) >= 0
