"""L9: no secret stays in anything that is kept, shown, copied or printed."""

import asyncio
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest

from awsobs.app.console import Console
from awsobs.app.panes.pane import Pane
from awsobs.cli import run
from awsobs.domain.clock import FrozenClock, SystemClock
from awsobs.languages.secrets import MASK
from awsobs.local.server import LocalServer
from awsobs.settings import Settings
from awsobs.store.memory import Memory

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)

CORPUS = json.loads((Path(__file__).parents[2] / "corpora" / "secrets.json").read_text("utf-8"))
SECRETS = [("".join(entry["text"]), "".join(entry["gone"])) for entry in CORPUS["secrets"]]

pytestmark = pytest.mark.fault("L9")


def texts_in(value: object) -> Iterator[str]:
    """Every text of a nested value, keys included."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            yield one
        elif isinstance(one, Mapping):
            waiting += [*one, *cast("Mapping[Any, Any]", one).values()]
        elif isinstance(one, (list, tuple, set, frozenset)):
            waiting += cast("list[Any]", one)
        elif is_dataclass(one):
            waiting += [getattr(one, field.name) for field in fields(one)]


def kept(memory: Memory) -> list[object]:
    """All records of all stores."""
    logs, alarms = memory.logs, memory.alarms.alarms()
    return [
        *logs.slice(0, len(logs)),
        *alarms,
        *[memory.alarms.history(alarm.name) for alarm in alarms],
        *memory.metrics.series(),
        *memory.trail.events(),
        *memory.traces.summaries(),
        *memory.traces.traces(),
        *memory.events.rules(),
    ]


def leaks(texts: list[str]) -> list[str]:
    return [gone for _, gone in SECRETS if any(gone in text for text in texts)]


@pytest.fixture
async def read(spread: Any, filled: Any, clock: FrozenClock) -> Memory:
    """What is read of an AWS where every secret of the corpus stands in every place."""
    one = spread(clock)
    one.everywhere([text for text, _ in SECRETS])
    memory: Memory = await filled(one.cloud)
    return memory


async def test_nothing_secret_gets_into_any_store(read: Memory) -> None:
    records = kept(read)
    kinds = {type(record).__name__ for record in records}
    assert kinds >= {"LogEvent", "TrailEvent", "Alarm", "Series", "TraceSummary", "Trace", "Rule"}
    texts = list(texts_in(records))
    assert any(MASK in text for text in texts)
    assert leaks(texts) == []


async def test_nothing_secret_is_shown_opened_or_copied(read: Memory, clock: FrozenClock) -> None:
    console = Console(Settings(), read, clock)
    async with console.run_test(size=(200, 50)) as pilot:
        shown: list[str] = []
        for number in "12345":
            await pilot.press(number, "j", "y")
            shown += [console.export_screenshot(simplify=True), console.clipboard]
            await pilot.press("v")
            shown.append(console.export_screenshot(simplify=True))
            await pilot.press("escape")
        for pane in console.screen_stack[0].query(Pane):
            for record in records_of(pane.NAME, read):
                shown.append(pane.SEARCHED.text_of(record))
                shown += texts_in(pane.raw(record))
    assert any(MASK in text for text in shown)
    assert leaks(shown) == []


def records_of(pane: str, memory: Memory) -> Sequence[Any]:
    """What the rows of a pane stand for."""
    start, end = NOON - timedelta(hours=1), NOON
    return {
        "logs": lambda: memory.logs.slice(0, len(memory.logs)),
        "alarms": memory.alarms.alarms,
        "metrics": memory.metrics.series,
        "trail": memory.trail.events,
        "map": lambda: memory.traces.graph(start, end).nodes,
    }[pane]()


@pytest.mark.parametrize("printing", ["--json", "--text"])
async def test_nothing_secret_is_printed(
    spread: Any, printing: str, capsys: pytest.CaptureFixture[str]
) -> None:
    one = spread(SystemClock())
    one.everywhere([text for text, _ in SECRETS])
    printed: list[str] = []
    server = await LocalServer.start(one.cloud)
    try:
        for command in ("logs", "metrics", "alarms", "trail", "traces", "map"):
            arguments = [command, printing, "--endpoint-url", server.url, "--budget", "100"]
            assert await asyncio.to_thread(run, arguments) == 0
            printed.append("".join(capsys.readouterr()))
            assert len(printed[-1]) > 100
    finally:
        await server.stop()
    assert leaks(printed) == []
