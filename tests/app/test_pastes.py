from datetime import UTC, datetime, timedelta

from hypothesis import given, strategies as st
from textual.events import Key, Paste

from awsobs.app.keyboard import Keyboard
from awsobs.app.pastes import END, MOST, START, Pastes
from awsobs.domain.clock import FrozenClock

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
pasted = st.text(alphabet="qz\x1b[~012;M\r\x03é", max_size=80).filter(lambda text: END not in text)


def pieces_of(data: bytes, cuts: list[int]) -> list[bytes]:
    ends = sorted(cut % (len(data) + 1) for cut in cuts)
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


@given(text=pasted, cuts=st.lists(st.integers(0, 200), max_size=4))
def test_whatever_is_pasted_in_whatever_pieces_there_is_no_key_in_it(
    text: str, cuts: list[int]
) -> None:
    keyboard = Keyboard(FrozenClock(NOON))
    data = f"{START}{text}{END}".encode()
    events = [event for piece in pieces_of(data, cuts) for event in keyboard.feed(piece)]
    events += keyboard.feed(b"k")
    keys = [event.key for event in events if isinstance(event, Key)]
    assert keys == ["k"]
    texts = [event.text for event in events if isinstance(event, Paste)]
    assert texts == [text.replace("\x1b", "")]


def test_a_paste_is_cut_and_what_follows_it_is_typed() -> None:
    pastes = Pastes(FrozenClock(NOON))
    assert pastes.feed(f"a{START}{'x' * 10_000}{END}b") == f"a{START}{'x' * MOST}{END}b"


def test_a_paste_that_never_ends_is_over_with_the_first_key_after_a_silence() -> None:
    clock = FrozenClock(NOON)
    pastes = Pastes(clock)
    assert pastes.feed(f"{START}text") == f"{START}text"
    assert pastes.feed(" q") == " q"
    clock.advance(timedelta(seconds=3))
    assert pastes.feed("q") == f"{END}q"
    assert pastes.feed("q") == "q"


def test_a_paste_over_a_slow_link_stays_one() -> None:
    clock = FrozenClock(NOON)
    pastes = Pastes(clock)
    pastes.feed(f"{START}text")
    clock.advance(timedelta(seconds=3))
    assert pastes.feed("q" * 100) == "q" * 100
    clock.advance(timedelta(seconds=3))
    assert pastes.feed(f"q{END}q") == f"q{END}q"


@given(data=st.lists(st.binary(max_size=60), max_size=6))
def test_any_bytes_become_events(data: list[bytes]) -> None:
    keyboard = Keyboard(FrozenClock(NOON))
    for piece in data:
        list(keyboard.feed(piece))
        list(keyboard.tick())
    keyboard.feed(b"\x18")
