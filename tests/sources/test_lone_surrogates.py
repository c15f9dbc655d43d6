import json

import msgspec
import pytest
from hypothesis import given, strategies as st

from awsobs.sources.lone_surrogates import without_halves
from awsobs.sources.replies import check_json, log_page


@given(st.text(alphabet=st.characters() | st.sampled_from("\ud83d\ude00\\u\udfff")))
def test_whole_characters_stay_and_halves_are_replaced(text: str) -> None:
    repaired: str = msgspec.json.decode(without_halves(json.dumps([text]).encode()))[0]
    assert repaired == json.loads(json.dumps(text)).encode("utf-16", "surrogatepass").decode(
        "utf-16", "replace"
    )


@pytest.mark.fault("L5")
def test_half_a_character_in_one_line_does_not_cost_the_page() -> None:
    whole = rb'{"timestamp":2,"message":"\ud83d\ude00 \\ud83d"}'
    body = rb'{"events":[{"timestamp":1,"message":"a \ud83d b"},' + whole + b"]}"
    check_json(body)
    page = log_page(body)
    assert [row.message for row in page.events] == ["a \ufffd b", "😀 \\ud83d"]
    assert page.malformed == 0
