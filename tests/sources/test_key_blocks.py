import pytest

from awsobs.languages.secrets import MASK, masked
from awsobs.sources.key_blocks import KeyBlocks

KEY = [
    "-----BEGIN RSA " + "PRIVATE KEY-----",
    "Proc-Type: 4,ENCRYPTED",
    "",
    "MIIEowIBAAKCAQEA1p3vXq0aWm4kQ9uX7Qd5f0dEoZ8GmR2cL0xW3s5yT6bN9vKj",
    "c2hvcnQ=",
    "-----END RSA " + "PRIVATE KEY-----",
]


@pytest.mark.fault("L9")
def test_the_lines_of_a_key_are_masked_until_it_ends() -> None:
    blocks = KeyBlocks()
    lines = ["starting", *KEY, "c2hvcnQ=", "done"]
    shown = [blocks.masked("s", line) for line in lines]
    assert shown == ["starting", KEY[0], MASK, MASK, MASK, MASK, KEY[-1], "c2hvcnQ=", "done"]
    assert MASK in masked(shown[1])


def test_other_streams_are_left_alone() -> None:
    blocks = KeyBlocks()
    blocks.masked("s", KEY[0])
    assert blocks.masked("other", KEY[3]) == KEY[3]
    assert blocks.masked("s", KEY[3]) == MASK


def test_a_key_in_one_event_opens_nothing_and_what_is_no_line_of_a_key_closes_it() -> None:
    blocks = KeyBlocks()
    blocks.masked("s", "\n".join(KEY))
    assert blocks.masked("s", KEY[3]) == KEY[3]
    blocks.masked("s", KEY[0])
    assert blocks.masked("s", "GET /cart 200 23 ms") == "GET /cart 200 23 ms"
    assert blocks.masked("s", KEY[3]) == KEY[3]
