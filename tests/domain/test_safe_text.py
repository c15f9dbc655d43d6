import unicodedata

import pytest
from hypothesis import given, strategies as st
from rich.cells import cell_len

from awsobs.domain.safe_text import drawable_text, safe_name, safe_text

HARMLESS = [
    "GET /cart 200 23 ms",
    "✔ 41 OK · 07:39◆",
    "payments „größer“",
    "日本語 ログ",
    "e\u0301",
    "नी\u200cला",
    "bad byte \ufffd[INFO] go on",
    "bad byte \ufffd[2026-11-25 12:00]",
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
        ("eight \x9d52;c;RVZJTA==\x9cbits", "eight bits"),
        ("dcs \x90q#0\x1b\\apc \x9fq\x9cpm \x9ep\x07sos \x98s\x9c.", "dcs apc pm sos ."),
        ("reset \x1bc charset \x1b(0 keypad \x1b= end \x1b\\.", "reset  charset  keypad  end ."),
        ("\x9dunterminated \x9bstill", "\ufffdunterminated till"),
        ("from XML \ufffd[31mred\ufffd[0m", "from XML red"),
        ("from XML \ufffd]52;c;RVZJTA==\ufffdclip", "from XML clip"),
        ("👩\u200d👩\u200d👧 family", "👩👩👧 family"),
        ("👍🏽 ❤\ufe0f 🇩🇪", "👍 ❤ DE"),
        ("filler\u3164\u115f\uffa0\u180e.", "filler."),
        ("variant\U000e0100.", "variant."),
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


_STEERING = st.text(alphabet="\x1b\x9b\x9d\x9c\x90\x07\ufffd[];m:0\\PA \u200d\u200c\ufe0f👍🏽")


@given(st.one_of(st.text(), _STEERING))
def test_safe_text_is_safe_already(text: str) -> None:
    assert safe_text(safe_text(text)) == safe_text(text)
    assert safe_name(safe_name(text)) == safe_name(text)


@given(st.one_of(st.text(), _STEERING))
def test_a_text_is_as_wide_as_its_characters_one_by_one(text: str) -> None:
    """Terminals differ in what they join to one picture; nothing joins here."""
    assert cell_len(safe_text(text)) == sum(map(cell_len, safe_text(text)))


@pytest.mark.parametrize(
    "unit", ["\ufffd", "\ufffd[", "\x1b[", "\x1b]0;", "\x9d", "\x9b0", "\x1b[0;"]
)
def test_a_megabyte_of_broken_sequences_takes_no_longer_than_other_text(unit: str) -> None:
    """Quadratic work would meet the test's time-out."""
    assert "\x1b" not in safe_text(unit * (1_000_000 // len(unit)))


@pytest.mark.parametrize(
    ("text", "drawn"),
    [
        ("हिन्दी लॉग", "हन्द लग"),
        ("menu ☰", "menu \ufffd"),
        ("ไทย 日本語 e\u0301 ─│", "ไทย 日本語 e\u0301 ─│"),
        ("\x1b[31mred", "red"),
    ],
)
def test_what_terminals_measure_differently_is_not_drawn(text: str, drawn: str) -> None:
    assert drawable_text(text) == drawn


@given(st.text(alphabet=st.characters(categories=("Mc", "Mn", "Lo", "So", "No"))))
def test_what_is_drawn_has_no_spacing_vowel_signs(text: str) -> None:
    drawn = drawable_text(text)
    assert not any(unicodedata.category(one) == "Mc" for one in drawn)
    assert drawable_text(drawn) == drawn
