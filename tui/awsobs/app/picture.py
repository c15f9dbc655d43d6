"""`awsobs demo --svg`: a picture of the console at one moment of a story, and its text."""

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.look import with_look
from awsobs.app.stage import moment_of
from awsobs.app.typed_keys import typed_key
from awsobs.domain.clock import StillClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.local.faults_file import plan_from
from awsobs.settings import Settings

_ROUNDS = 100
_STEADY = 3
_PAUSE = 0.2
_NAMES = {"esc": "escape"}
_FONT_FACE = re.compile(r"@font-face \{.*?\n    \}\s*", re.DOTALL)
_FONTS = "Fira Code, DejaVu Sans Mono, Menlo, monospace"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What to take a picture of: `size` in cells, `keys` by their names in the help."""

    file: Path
    scenario: str
    seed: int
    size: tuple[int, int] = (120, 40)
    at: timedelta = timedelta()
    keys: Sequence[str] = ()
    faults: Path | None = None


def take_picture(settings: Settings, wish: Wish) -> int:
    """Write the SVG and, beside it, the screen's text; the exit status.

    Raises:
        SettingsError: what the console cannot look like, or cannot listen to.
    """
    look = with_look(settings)
    shown = replace(look, mode="demo", account_alias="demo", access_key=("demo", "demo"))
    try:
        svg, text = asyncio.run(_picture(shown, wish))
        wish.file.write_text(svg, encoding="utf-8")
        wish.file.with_suffix(".txt").write_text(text, encoding="utf-8")
    except ValueError as error:
        sys.stderr.write(f"awsobs: {error}\n")
        return ExitStatus.USAGE
    except OSError as error:
        sys.stderr.write(f"awsobs: --svg: {error.filename}: {error.strerror}\n")
        return ExitStatus.USAGE
    return 0


async def _picture(settings: Settings, wish: Wish) -> tuple[str, str]:
    keys = [_key(name) for name in wish.keys]
    memory, now = await moment_of(
        settings,
        scenario=wish.scenario,
        seed=wish.seed,
        at=wish.at,
        faults=None if wish.faults is None else plan_from(wish.faults),
    )
    console = Console(settings, memory, StillClock(now), colours="truecolor")
    console.animation_level = "none"
    async with console.run_test(size=wish.size) as pilot:
        await _settled(console, pilot)
        for key in keys:
            await pilot.press(key)
            await _settled(console, pilot)
        return _own_fonts(console.export_screenshot(title="awsobs")), text_on(console)


def _key(name: str) -> str:
    """The key that is called so; raises ValueError."""
    try:
        return typed_key(_NAMES.get(name, name))
    except ValueError as error:
        raise ValueError(f"--keys: {error}") from error


async def _settled(console: Console, pilot: Pilot[None]) -> None:
    """Wait until nothing changes any more, for longer than any pane waits between two looks."""
    seen: list[str] = []
    while len(seen) < _ROUNDS and not (len(seen) >= _STEADY and len({*seen[-_STEADY:]}) == 1):
        await pilot.pause(_PAUSE)
        seen.append(text_on(console))


def text_on(console: Console) -> str:
    """The rows of the screen, as text."""
    rows = console.screen._compositor.render_strips()  # noqa: SLF001  # pyright: ignore[reportPrivateUsage] - no public way
    return "".join(strip.text.rstrip() + "\n" for strip in rows)


def _own_fonts(svg: str) -> str:
    """The picture without fonts that would be fetched from elsewhere."""
    return _FONT_FACE.sub("", svg).replace(
        "font-family: Fira Code, monospace", f"font-family: {_FONTS}"
    )
