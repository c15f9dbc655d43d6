"""Taking lines away, and filters by name."""

import json
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import cast

import pytest
from textual.pilot import Pilot

from awsobs.app.command_line import CommandError
from awsobs.app.console import Console
from awsobs.app.log_files import default_path, write_lines
from awsobs.app.log_vocabulary import Desk, export
from awsobs.app.panes.logs import LogsPane
from awsobs.domain.clock import FrozenClock
from awsobs.present.log_export import Format
from awsobs.settings import Settings
from awsobs.store.memory import Memory

Screen = Callable[[Console], str]
Settled = Callable[[Pilot[None]], Awaitable[None]]


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


def files(folder: Path) -> list[Path]:
    return sorted(folder.glob("awsobs-logs-*.txt"))


def said(console: Console) -> list[str]:
    """What was told for a moment, however the screen breaks it."""
    return [one.message for one in console._notifications]  # pyright: ignore[reportPrivateUsage] - there is no public way


async def typed(console: Console, pilot: Pilot[None], settled: Settled, *keys: str) -> None:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await settled(pilot)


async def test_x_asks_for_a_file_and_writes_what_the_filter_shows(
    console: Console, screen: Screen, settled: Settled, here: Path
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await typed(console, pilot, settled, "1", "slash", *"order=19", "enter", "x")
        assert "export /" in screen(console)
        assert not files(here)
        await typed(console, pilot, settled, "enter")
        (file,) = files(here)
        assert file.stat().st_mode & 0o777 == 0o600
        assert [row.split("order=")[1][:3].strip() for row in file.read_text().splitlines()] == [
            "19",
            *map(str, range(190, 200)),
        ]
        assert f"11 lines written to {here}/awsobs-logs-20260301T074502Z.txt" in said(console)
        await typed(console, pilot, settled, "x", "enter")
        assert len(files(here)) == 2


async def test_a_command_names_format_and_file_and_nothing_is_overwritten(
    console: Console, screen: Screen, settled: Settled, here: Path
) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await typed(console, pilot, settled, "colon", *"export jsonl out.jsonl", "enter")
        lines = (here / "out.jsonl").read_text().splitlines()
        assert len(lines) == 200
        assert json.loads(lines[0])["logGroup"] == "/aws/lambda/gateway"
        await typed(console, pilot, settled, "colon", *"export csv out.jsonl", "enter")
        assert "out.jsonl exists already" in screen(console)
        assert (here / "out.jsonl").read_text().splitlines() == lines
        await typed(console, pilot, settled, "escape", "colon", *"export svg", "enter")
        assert "no format svg; there are txt, jsonl, csv" in screen(console)


@pytest.mark.parametrize(
    ("text", "kind", "name"),
    [
        ("", Format.TEXT, ""),
        ("csv", Format.CSV, ""),
        ("csv a b.txt", Format.CSV, "a b.txt"),
        ("of today/lines.JSON", Format.JSON, "of today/lines.JSON"),
        ("lines.csv", Format.CSV, "lines.csv"),
        ("./lines.log", Format.TEXT, "./lines.log"),
    ],
)
def test_the_end_of_a_name_tells_the_format(text: str, kind: Format, name: str) -> None:
    class Told:
        def export(self, *told: object) -> None:
            assert told == (kind, name)

    export(cast("Desk", Told()), text)()


@pytest.mark.parametrize("text", ["svg", "lines.svg", "lines", "csv .", "x\0.txt"])
def test_what_cannot_be_written_is_refused_before(text: str) -> None:
    with pytest.raises(CommandError):
        export(cast("Desk", None), text)


def test_of_a_file_that_cannot_be_written_nothing_is_left(here: Path) -> None:
    def broken() -> object:
        yield from ()
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space"):
        write_lines(broken(), here / "a.txt", Format.TEXT)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType] - it gives nothing
    assert not (here / "a.txt").exists()


def test_a_name_that_is_taken_gets_a_number(here: Path, clock: FrozenClock) -> None:
    first = default_path(Format.CSV, clock.now())
    (here / first).touch()
    assert default_path(Format.CSV, clock.now()).name == f"{first.stem}-1.csv"


async def test_capital_y_copies_the_aws_command(console: Console, settled: Settled) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await typed(console, pilot, settled, "1", "slash", *"ERROR", "enter", "Y")
        first, second = console.clipboard.split("\n")
        assert first.startswith("aws logs filter-log-events --log-group-name=/aws/lambda/gateway")
        assert "--filter-pattern=ERROR --region us-east-1 --profile ops" in second
        await typed(console, pilot, settled, "slash", *" svc:pay", "enter", "Y")
        assert "--filter-pattern" not in console.clipboard
        assert "which only runs here" in said(console)[-1]


async def test_a_filter_is_kept_by_a_name_and_found_again(
    memory: Memory, clock: FrozenClock, screen: Screen, settled: Settled
) -> None:
    console = Console(Settings(), memory, clock)
    async with console.run_test(size=(120, 40)) as pilot:
        await typed(console, pilot, settled, "1", "slash", *"order=7", "enter")
        await typed(console, pilot, settled, "colon", *"save sevens", "enter")
        assert "kept as sevens" in said(console)
        await typed(console, pilot, settled, "slash", *" password=hunter2222", "enter")
        await typed(console, pilot, settled, "colon", *"save secret", "enter")
        assert "there is a secret in it" in said(console)[-1]
    again = Console(Settings(), memory, clock)
    async with again.run_test(size=(120, 40)) as pilot:
        await typed(again, pilot, settled, "1", "colon", *"filter sevens", "enter")
        assert again.query_one(LogsPane).filter_text == "order=7"
        await typed(again, pilot, settled, "colon", *"filter secret", "enter")
        assert "no filter secret; there are sevens" in screen(again)
