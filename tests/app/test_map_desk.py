"""The map cut, compared, listed and kept, by keys and commands."""

import asyncio
import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.analysis.segments import trace_of
from awsobs.app.command_line import Command, CommandError
from awsobs.app.console import Console
from awsobs.app.map_desk import map_lines, node_named
from awsobs.app.map_vocabulary import map_commands
from awsobs.app.picture import text_on
from awsobs.domain.clock import FrozenClock
from awsobs.domain.service_graph import Basis
from awsobs.domain.source_state import Condition, SourceState
from awsobs.domain.traces import Trace
from awsobs.settings import Settings
from awsobs.store.memory import Memory

EVER = datetime(2020, 1, 1, tzinfo=UTC)


@pytest.fixture
def memory(memory: Memory, clock: FrozenClock) -> Memory:
    """Requests through two services; the front calls the back."""
    traces: list[Trace] = []
    for n in range(12):
        start = clock.now().timestamp() - 60 * n - 30
        trace_id = f"1-67412f0c-{n:024x}"
        call = {"id": f"b{n:015x}", "name": "back", "namespace": "remote"}
        times = {"trace_id": trace_id, "start_time": start, "end_time": start + 0.2}
        front = {"id": f"a{n:015x}", "name": "front", **times, "subsegments": [call | times]}
        back = {"id": f"c{n:015x}", "name": "back", "parent_id": call["id"], **times}
        traces.append(trace_of(trace_id, [json.dumps(front), json.dumps(back)]))
    memory.traces.put(traces)
    return memory


async def pressed(console: Console, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await pilot.pause()
    return text_on(console)


async def test_the_map_is_cut_compared_listed_and_written(
    console: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with console.run_test(size=(120, 40)) as pilot:
        shown = await pressed(console, pilot, "5", "b")
        assert "ROOTS" in shown
        shown = await pressed(console, pilot, "escape", "d")
        assert "MAP CHANGES" in shown
        assert "comparing" not in shown

        desk = console.desk.maps
        names = sorted({node.key.name for node in console.scene.graph().nodes})
        await pressed(console, pilot, "escape")
        desk.hide(f"^{names[0]}$")
        assert "1 hidden" in await pressed(console, pilot)
        desk.hide("")
        desk.show_traces("fault")
        shown = await pressed(console, pilot)
        assert "only fault" in shown
        assert "not connected to an account" in shown
        assert "±1" in await pressed(console, pilot, "escape", "f")
        shown = await pressed(console, pilot, "escape")
        assert "±1" not in shown
        assert "only fault" not in shown

        shown = await pressed(console, pilot, "x")
        assert "export" in shown
        await pressed(console, pilot, "enter")
        written = await asyncio.to_thread(lambda: list(tmp_path.glob("awsobs-map-*.svg")))
        assert len(written) == 1
        assert written[0].read_text(encoding="utf-8").startswith("<svg ")
        desk.export("txt", str(written[0]))
        await pressed(console, pilot)
        assert written[0].read_text(encoding="utf-8").startswith("<svg ")


async def test_commands_refuse_what_they_cannot_do(console: Console) -> None:
    async with console.run_test(size=(120, 40)):
        commands = map_commands(console.desk.maps, lambda *_keys: "")
        by_name: dict[str, Command] = {command.name: command for command in commands}
        for name, text in (
            ("hide", "("),
            ("near", "a 9"),
            ("export", "map.gif"),
            ("export", __file__),
            ("roots", "x"),
            ("xray", 'service("a" { fault }'),
            ("group", 'a" OR ok OR group.name = "b'),
        ):
            with pytest.raises(CommandError):
                by_name[name].ready(text)
        assert by_name["near"].ready("2") is not None


async def test_a_map_is_written_in_each_form(console: Console) -> None:
    async with console.run_test(size=(120, 40)):
        graph = console.scene.graph()
        firsts = {
            kind: next(iter(map_lines(graph, [], kind, "dark")))
            for kind in ("svg", "dot", "mmd", "json")
        }
        assert firsts["dot"] == "digraph map {"
        assert firsts["mmd"] == "flowchart TB"
        written = json.loads(firsts["json"])
        assert len(written["nodes"]) == len(graph.nodes)
        assert {"source", "target", "p95_s"} <= written["edges"][0].keys()
        name = graph.nodes[0].key.name
        assert node_named(graph, name) is not None
        assert node_named(graph, "there is none") is None


async def test_a_large_map_is_laid_out_beside_the_screen_in_any_nearness(
    console: Console, memory: Memory, clock: FrozenClock
) -> None:
    start = clock.now().timestamp() - 60
    trace_id = f"1-67412f0c-{99:024x}"
    times = {"trace_id": trace_id, "start_time": start, "end_time": start + 0.2}
    calls = [{"id": f"e{n:015x}", "name": f"leaf-{n}", "namespace": "remote"} for n in range(30)]
    front = {"id": "f" * 16, "name": "front", **times, "subsegments": [c | times for c in calls]}
    memory.traces.put([trace_of(trace_id, [json.dumps(front)])])
    async with console.run_test(size=(100, 40)) as pilot:
        await pressed(console, pilot, "5", "z")
        while "leaf-0" not in text_on(console):
            await pilot.pause()
        assert "cards" in await pressed(console, pilot, "plus")
        assert "names" in await pressed(console, pilot, "underscore")
        shown = await pressed(console, pilot, "underscore", "underscore", "shift+right")
        assert "trees" not in shown
        assert "leaf-29" in shown


async def test_where_traces_are_denied_the_map_is_x_rays_own(
    memory: Memory, clock: FrozenClock, collecting: type[Any]
) -> None:
    graph = replace(memory.traces.graph(EVER, clock.now()), basis=Basis.SERVICE_GRAPH)
    memory.traces.clear()
    denied = SourceState(condition=Condition.DENIED, since=clock.now(), what="denied: xray")

    def answer(question: object) -> object:
        del question
        return graph

    console = Console(Settings(mode="demo"), memory, clock, lambda: collecting(answer))
    async with console.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        memory.feeds.set_state("traces", denied)
        console.desk.on_beat()
        await console.workers.wait_for_complete()
        assert memory.traces.graph(EVER, clock.now()) is graph
        memory.traces.clear()
        assert not memory.traces.graph(EVER, clock.now()).nodes
