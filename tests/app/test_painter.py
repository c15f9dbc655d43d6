"""What is left out of a frame must not be missing on the screen."""

import re
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pyte
import pytest
from hypothesis import given, settings, strategies as st

from awsobs.app.painter import Painter

COLUMNS, ROWS = 12, 8
STYLES: tuple[str, ...] = ("", "1", "38;2;1;2;3", "7;48;2;9;9;9")
PART = re.compile(r"part-(\d+)")
WIDE = "\u65e5"

styles = st.sampled_from(STYLES)
texts = st.text(alphabet=f"ab .\u2502\u00e9{WIDE}", min_size=1, max_size=COLUMNS)
pieces = st.lists(st.tuples(styles, texts), min_size=1, max_size=3)


def strip(text: str, width: int) -> str:
    """As much of a text as fits, filled up."""
    taken, used = "", 0
    for letter in text:
        cells = 2 if letter == WIDE else 1
        if used + cells > width:
            break
        taken, used = taken + letter, used + cells
    return taken + " " * (width - used)


def row_of(row: Sequence[tuple[str, str]]) -> str:
    """A row of the whole width, as Textual writes it."""
    share = COLUMNS // len(row)
    return "".join(
        f"\x1b[{style}m{strip(text, share)}\x1b[0m" if style else strip(text, share)
        for style, text in row
    )


def frame_of(rows: dict[int, str]) -> str:
    lines = "\n".join(f"\x1b[{number + 1};1H{row}" for number, row in sorted(rows.items()))
    return f"\x1b[?2026h{lines}\x1b[1;1H\x1b[?2026l"


def cells_of(screen: pyte.Screen) -> list[list[object]]:
    return [[screen.buffer[y][x] for x in range(COLUMNS)] for y in range(ROWS)]


def following(lines: list[str], first: int) -> str:
    """A frame with a head that stays, and lines that move up."""
    return frame_of({row + 1: lines[first + row] for row in range(ROWS - 2)})


@st.composite
def histories(draw: st.DrawFn) -> list[str]:
    """Frames: of some rows, of lines that move up, and what is no frame."""
    lines = [row_of(draw(pieces)) for _ in range(ROWS * 2)]
    frames = [frame_of({row: row_of(draw(pieces)) for row in range(ROWS)})]
    first = 0
    for _ in range(draw(st.integers(1, 6))):
        match draw(st.sampled_from(("rows", "moved", "moved", "part", "odd"))):
            case "rows":
                wanted = draw(st.sets(st.integers(0, ROWS - 1), min_size=1))
                frames.append(frame_of({row: row_of(draw(pieces)) for row in wanted}))
            case "moved":
                first = min(ROWS + 1, first + draw(st.integers(0, 3)))
                frames.append(following(lines, first))
            case "part":
                column, row = draw(st.integers(1, COLUMNS - 3)), draw(st.integers(1, ROWS))
                frames.append(f"\x1b[{row};{column}Hxyz\x1b[1;1H")
            case _:
                frames.append("\x1b[2J\x1b[3;3Hodd")
    return frames


@settings(max_examples=150)
@given(histories())
def test_the_screen_is_the_same_as_if_all_had_been_written(frames: list[str]) -> None:
    plain, spared = pyte.Screen(COLUMNS, ROWS), pyte.Screen(COLUMNS, ROWS)
    plain_stream, spared_stream = pyte.Stream(plain), pyte.Stream(spared)
    painter = Painter()
    for frame in frames:
        plain_stream.feed(frame)
        spared_stream.feed(painter.paint(frame, (COLUMNS, ROWS)))
        assert cells_of(spared) == cells_of(plain)
        assert (spared.cursor.x, spared.cursor.y) == (plain.cursor.x, plain.cursor.y)
    assert spared.margins in (None, plain.margins)


def test_lines_that_move_up_are_scrolled_and_only_what_is_new_is_written() -> None:
    lines = [row_of([("", f"line {number}")]) for number in range(20)]
    painter = Painter()
    painter.paint(following(lines, 0), (COLUMNS, ROWS))
    painted = painter.paint(following(lines, 2), (COLUMNS, ROWS))
    assert "\x1b[2;7r" in painted
    assert "line 7" in painted
    assert "line 5" not in painted


def test_what_stands_there_already_is_not_written_again() -> None:
    painter = Painter()
    frame = frame_of({2: row_of([("1", "same")])})
    assert painter.paint(frame, (COLUMNS, ROWS)) == frame
    assert "same" not in painter.paint(frame, (COLUMNS, ROWS))


def test_after_what_is_no_frame_and_in_another_size_everything_is_written() -> None:
    frame = frame_of({2: row_of([("1", "same")])})
    for odd, size in (("\x1b[2J", (COLUMNS, ROWS)), ("", (COLUMNS + 1, ROWS))):
        painter = Painter()
        painter.paint(frame, (COLUMNS, ROWS))
        assert painter.paint(odd, size) == odd
        assert painter.paint(frame, size) == frame


def test_a_frame_of_the_whole_screen_is_written_as_it_is() -> None:
    painter = Painter()
    frame = frame_of({row: row_of([("1", "same")]) for row in range(ROWS)})
    for _ in range(2):
        assert painter.paint(frame, (COLUMNS, ROWS)) == frame


@pytest.mark.parametrize("scrolls", ["on", "off"])
def test_a_followed_log_on_a_terminal_has_the_lines_of_the_file_in_order(
    open_terminal: Callable[..., AbstractContextManager[Any]], tmp_path: Path, scrolls: str
) -> None:
    log = tmp_path / "a.log"
    lines = [f"2026-03-01T07:45:00.{number:03}Z INFO part-{number:03}" for number in range(120)]
    log.write_text("\n".join(lines[:80]) + "\n")
    environ = {"AWSOBS_SCROLL_REGION": scrolls}
    with open_terminal("logs", "--no-config", str(log), environ=environ) as terminal:
        terminal.shows("part-079")
        terminal.press(b"z")
        for end in (83, 100, 120):
            with log.open("a") as file:
                file.write("\n".join(lines[len(log.read_text().splitlines()) : end]) + "\n")
            terminal.shows(f"part-{end - 1:03}")
        shown = [int(found[1]) for row in terminal.rows() if (found := PART.search(row))]
        terminal.press(b"q")
        terminal.end()
        assert shown == list(range(120 - len(shown), 120))
        assert len(shown) > 20
        assert (b"\x1b[r" in terminal.output) == (scrolls == "on")
