import re
from collections.abc import Mapping

import pytest
from hypothesis import given, strategies as st

from awsobs.present.header import header_row
from awsobs.present.layout import PANES, cockpit
from awsobs.present.palettes import PALETTES, ROLES, Colour, colour_system
from awsobs.present.rows import text_of
from awsobs.present.skeleton import TITLES, painted, skeleton
from awsobs.present.view import Header

sizes = st.tuples(st.integers(0, 250), st.integers(0, 80))


def screen_of(width: int, height: int, focused: str) -> list[str]:
    screen = [" " * width for _ in range(height)]
    for x, y, row in skeleton(width, height, focused=focused):
        text = text_of(row)
        screen[y] = screen[y][:x] + text + screen[y][x + len(text) :]
    return screen


@given(size=sizes, focused=st.sampled_from(PANES))
def test_it_stays_inside_of_every_size(size: tuple[int, int], focused: str) -> None:
    width, height = size
    assert [len(row) for row in screen_of(width, height, focused)] == [width] * height


@given(size=sizes, focused=st.sampled_from(PANES))
def test_its_headers_are_those_that_the_console_draws(size: tuple[int, int], focused: str) -> None:
    width, height = size
    plan = cockpit(width, height, focused=focused)
    screen = screen_of(width, height, focused)
    for number, (name, title) in enumerate(TITLES.items(), 1):
        if name in plan.panes:
            x, y, cells, _ = plan.panes[name]
            header = Header(number=str(number), title=title)
            joints = plan.joints.get(name, {})
            wanted = text_of(header_row(header, cells, focused=name == focused, joints=joints))
            assert screen[y][x : x + cells] == wanted


def test_the_panes_have_their_numbers() -> None:
    assert tuple(TITLES) == PANES


@pytest.mark.parametrize("colours", [*PALETTES.values(), None], ids=[*PALETTES, "mono"])
def test_it_is_painted_with_sequences_that_any_terminal_knows(
    colours: Mapping[str, Colour] | None,
) -> None:
    frame = painted(skeleton(120, 40), colours)
    assert "ALARMS" in frame
    assert re.sub(r"\x1b\[[0-9;]*[mHJ]", "", frame).isprintable()
    assert ("\x1b[0;2m" in frame) is (colours is None)


def test_sixteen_colours_have_codes_of_their_own() -> None:
    row = ((" x ", "background bold on accent"),)
    assert "\x1b[0;37;49;1;39;104m x " in painted(iter([(0, 0, row)]), PALETTES["awsobs-16"])
    assert "\x1b[0;1;7m x " in painted(iter([(0, 0, row)]), None)


def test_every_palette_knows_every_role() -> None:
    assert all(tuple(palette) == ROLES for palette in PALETTES.values())


@pytest.mark.parametrize(
    ("environ", "colours"),
    [
        ({"COLORTERM": "truecolor", "TERM": "xterm"}, "truecolor"),
        ({"TERM": "xterm-256color"}, "256"),
        ({"TERM": "xterm-kitty"}, "256"),
        ({"TERM": "linux"}, "standard"),
        ({}, "standard"),
    ],
)
def test_the_colours_of_a_terminal_are_read_as_rich_reads_them(
    environ: dict[str, str], colours: str
) -> None:
    assert colour_system(environ) == colours
