from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from awsobs.scenarios.catalogue import plan_called
from awsobs.scenarios.gameday.plan_file import plan_of

GOOD = """
title = "Ours"
why = "a test"
[[service]]
name = "web"
type = "AWS::Lambda::Function"
calls = [{ to = "store", share = 0.5 }]
[[service]]
name = "store"
type = "AWS::DynamoDB::Table"
[failure]
service = "store"
share = 0.5
says = "it broke for {number}"
[[act]]
at = -20
who = "ann"
service = "dynamodb"
name = "UpdateTable"
truth = true
[[alarm]]
name = "web-errors"
service = "web"
"""


def test_a_small_file_is_a_whole_game_day(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(GOOD, "utf-8")
    plan = plan_called(str(path))
    assert (plan.name, plan.title, plan.rate) == ("ours", "Ours", 2.0)
    assert plan.service("web").calls[0].share == 0.5
    assert plan.acts[0].truth


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('to = "store"', 'to = "sore"', "there is no service sore"),
        ("share = 0.5\nsays", "share = 1.5\nsays", "a share is above 0"),
        ("share = 0.5\nsays", "share = nan\nsays", "a share is above 0"),
        ("at = -20", 'at = "soon"', "act: at is no int or float"),
        ("at = -20", "at = true", "act: at is no int or float"),
        ("at = -20", "at = -20000", "an act is at most three hours"),
        ('who = "ann"', "", "act: who is missing"),
        ('who = "ann"', 'who = "ann"\nwhom = "x"', "act: whom is not known"),
        ("[failure]", "[failing]", "failing is not known|failure. is missing"),
        ('name = "store"', 'name = "web"', "two services have one name|no service"),
        ("calls = [", 'calls = [ "web", ', "in a circle"),
        ("[[alarm]]", "[alarm]", "write ..alarm.., once for each"),
        ('why = "a test"', "rate = 1000", "why is missing|rate is from"),
        ('title = "Ours"', 'title = "Ours', "line 2"),
    ],
)
def test_what_is_wrong_with_a_file_is_said(before: str, after: str, words: str) -> None:
    assert before in GOOD
    with pytest.raises(ValueError, match=words):
        plan_of(GOOD.replace(before, after, 1), "ours")


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(ValueError, match=r"/no/such\.toml: No such file"):
        plan_called("/no/such.toml")


@given(st.text())
def test_any_text_is_refused_in_words(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        plan_of(text, "x")
