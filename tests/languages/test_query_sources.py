import pytest
from hypothesis import given, strategies as st

from awsobs.languages.query_sources import sources_of


@pytest.mark.parametrize(
    ("query", "groups", "rest"),
    [
        ("fields @message", (), "fields @message"),
        ("SOURCE '/a' | fields @message", ("/a",), "fields @message"),
        ("SOURCE '/a' | SOURCE \"/b\" | stats count()", ("/a", "/b"), "stats count()"),
        ("source '/a'|source '/a'|limit 1", ("/a",), "limit 1"),
        ("SOURCE '/a'", (), "SOURCE '/a'"),
        ("fields @x | SOURCE '/a' | limit 1", (), "fields @x | SOURCE '/a' | limit 1"),
    ],
)
def test_groups_in_front_are_taken_apart(query: str, groups: tuple[str, ...], rest: str) -> None:
    assert sources_of(query) == (groups, rest)


@given(st.text())
def test_any_text_has_a_rest(query: str) -> None:
    groups, rest = sources_of(query)
    assert query.strip().endswith(rest)
    assert all(groups)
