"""Searching by a regular expression: the short way says the same as RE2."""

from hypothesis import given, strategies as st

from awsobs.languages.linear_regex import finder, searcher

PIECES = st.sampled_from(
    ("a", "B", "7", "_", " ", "-", "ab", r"\d", r"\w", r"\.", r"\/", "[ab]", "[a-c7]", "[0-9_]")
)
EXPRESSIONS = st.lists(PIECES, min_size=1, max_size=4).map("".join)
TEXTS = st.text(st.sampled_from("abcB7_ -./?\n\u00e9\u0667\u212a\ud800"), max_size=12)


@given(EXPRESSIONS, TEXTS)
def test_an_expression_without_repeats_finds_what_re2_finds(expression: str, text: str) -> None:
    assert searcher(expression)(text) == bool(list(finder(expression)(text)))
