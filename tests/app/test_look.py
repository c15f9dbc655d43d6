"""Themes, colours, characters and keys as the user wants them, also seen from the terminal."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from awsobs.app.console import Console
from awsobs.app.look import with_look
from awsobs.domain.clock import FrozenClock
from awsobs.settings import Settings, SettingsError
from awsobs.store.memory import Memory

COLOUR = re.compile(rb"\x1b\[(?:[0-9;]*;)?(?:3[0-8]|4[0-8]|9[0-7]|10[0-7])(?:;[0-9;]*)?m")
ALT_SCREEN = b"\x1b[?1049h"


def test_a_theme_that_there_is_not_is_told_where_it_was_asked_for() -> None:
    asked = Settings(theme="drak", origins={"theme": "--theme"})
    with pytest.raises(SettingsError, match="--theme: there is no theme drak; did you mean dark"):
        with_look(asked)
    filed = Settings(theme="pink", config="/me/config.toml", origins={"theme": "config.toml:3"})
    with pytest.raises(SettingsError, match=r"/me/config.toml:3: .*there are dark, light") as told:
        with_look(filed)
    assert "--no-config" in str(told.value)
    assert with_look(Settings(theme="nord")).theme == "nord"


async def test_a_theme_is_changed_while_it_runs(
    memory: Memory, clock: FrozenClock, screen: Callable[[Console], str]
) -> None:
    console = Console(Settings(), memory, clock, colours="truecolor")
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.press("colon", *"theme nord", "enter")
        assert console.theme == "nord"
        await pilot.press("colon", *"theme light", "enter")
        assert console.theme == "awsobs-light"
        await pilot.press("colon", *"theme pink", "enter")
        await pilot.pause()
        assert console.theme == "awsobs-light"
        assert "no theme pink; there are dark, light" in screen(console)


def test_no_colour_means_mono_whatever_the_theme(memory: Memory, clock: FrozenClock) -> None:
    assert Console(Settings(no_color=True, theme="light"), memory, clock).theme == "awsobs-mono"


@pytest.mark.parametrize(
    ("environ", "arguments", "colourful", "plain"),
    [
        ({"NO_COLOR": ""}, ("--ascii",), True, True),
        ({"NO_COLOR": "1", "LC_ALL": "de_DE.ISO-8859-1"}, (), False, True),
        ({"TERM": "linux"}, ("--no-color",), False, True),
        ({"LANG": "C", "AWSOBS_ASCII": "0"}, ("--theme", "mono"), False, False),
    ],
    ids=["empty", "latin", "linux", "overruled"],
)
def test_the_terminal_gets_only_the_colours_and_characters_it_is_to_have(
    open_terminal: Any,
    environ: dict[str, str],
    arguments: tuple[str, ...],
    colourful: bool,
    plain: bool,
) -> None:
    with open_terminal(*arguments, environ=environ) as terminal:
        terminal.shows("refuses connections")
        terminal.press(b"q")
        assert terminal.end() == 0
        output = bytes(terminal.output)
    assert bool(COLOUR.search(output)) is colourful
    assert output.isascii() is plain


@pytest.mark.fault("X3")
@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("colour = 1\n", b"config.toml:1: there is no setting colour; did you mean no_color?"),
        ('theme = "pink"\n', b"config.toml:1: there is no theme pink; there are dark, light"),
        ('[keymap]\n"find.next" = "e"\n', b"find.next and logs.next_error are both on e"),
    ],
    ids=["key", "theme", "clash"],
)
def test_what_the_file_gets_wrong_is_told_on_the_terminal_as_it_was(
    open_terminal: Any, tmp_path: Path, content: str, told: bytes
) -> None:
    folder = tmp_path / "config/awsobs"
    folder.mkdir(parents=True)
    (folder / "config.toml").write_text(content)
    with open_terminal() as terminal:
        assert terminal.end() == 2
        output = bytes(terminal.output)
    assert told in output
    assert b"--no-config" in output
    assert ALT_SCREEN not in output
    assert output.count(b"\n") <= 3
