"""A million log lines kept, searched and shown, against grep and, if here, lnav and toolong.

    python tests/bench/lines.py [--lines N] [--tty PATH_OF_TTYBENCH]

Times are processor seconds of this process, ratios are against a peer of the same run.
"""

import argparse
import asyncio
import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from resource import RUSAGE_CHILDREN, getrusage
from time import process_time, thread_time

from awsobs.domain.clock import SystemClock
from awsobs.domain.window import live_window
from awsobs.present.searchable import LOG_PLACED, LOG_RAW, LOGS, log_head
from awsobs.sources.file_tail import tail_of
from awsobs.sources.files import FileSource
from awsobs.store.line_sieve import LineSieve
from awsobs.store.lines import LineStore
from awsobs.store.log_view import LogView

WORDS = (
    *("timeout", "refused", "connection", "order", "payment", "charge"),
    *("ok", "started", "finished", "user", "retry"),
)
LEVELS = ("INFO", "INFO", "INFO", "WARN", "ERROR")
FILTERS = ("zebra", "order=17 ", "timeout refused", "level:ERROR", "!timeout", r"/order=17\b/")
PEERS = {"lnav": ["lnav", "-q", "{log}"], "toolong": ["tl", "{log}"]}
SLICE = 0.008


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--lines", type=int, default=1_000_000)
    parser.add_argument("--tty", type=Path, help="ttybench.py, to measure on a terminal too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "big.log"
        _write(log, asked.lines)
        store = LineStore()
        _ingest(store, log)
        _search(store, log)
        if asked.tty:
            _on_a_terminal(asked.tty, log, folder)


def _write(log: Path, lines: int) -> None:
    with log.open("w") as file:
        for i in range(lines):
            at = f"{i // 3_600_000 % 24:02}:{i // 60_000 % 60:02}:{i // 1000 % 60:02}.{i % 1000:03}"
            words = " ".join(WORDS[i * step % len(WORDS)] for step in (1, 7, 5))
            file.write(
                f"2026-03-01T{at}Z {LEVELS[i % 5]} svc-{i % 9} request "
                f"{i * 2654435761 % 2**64:016x} {words} took {i % 977} ms order={i} done\n"
            )


def _ingest(store: LineStore, log: Path) -> None:
    began = process_time()
    lines = asyncio.run(_read(store, log))
    spent = process_time() - began
    raw = log.stat().st_size
    _row("read, parse and keep", f"{lines / spent:,.0f} lines/s")
    _row("memory", f"{store.size / raw:.2f}x raw", f"{store.size / 1e6:.0f} of {raw / 1e6:.0f} MB")


async def _read(store: LineStore, log: Path) -> int:
    clock = SystemClock()
    source = FileSource([tail_of(str(log), follow=False)], clock)
    while not source.is_over:
        async for batch in source.poll(live_window(clock.now())):
            store.extend(batch.records)
    return len(store)


def _search(store: LineStore, log: Path) -> None:
    program = shutil.which("rg") or "grep"
    whole = _seconds([program, "-c", "zebra", str(log)])
    _row(f"{Path(program).name} zebra", f"{whole:.2f} s")
    for text in ("zebra", "order=17 "):  # what a filter in small letters means
        spent = _seconds([program, "-c", "-i", text, str(log)])
        _row(f"{Path(program).name} -i {text}", f"{spent:.2f} s")
    for text in FILTERS:
        found = LOGS.filter(text)
        sieve = LineSieve(found.need, head_of=log_head, placed=LOG_PLACED, raw=LOG_RAW)
        spent, first, worst = _looked(view := LogView(store, found.matches, sieve))
        hit = "no hit" if first is None else f"first hit {first / whole:.1f}x"
        told = f"{spent:.2f} s, {spent / whole:.1f}x, {hit}"
        _row(f"filter {text}", told, f"{len(view):,} lines", f"{worst:.0f} ms at most")


def _looked(view: LogView) -> tuple[float, float | None, float]:
    """Seconds to the end and to the first match, and the longest slice in milliseconds."""
    began, first, worst = thread_time(), None, 0.0
    while True:
        slice_began = thread_time()
        view.catch_up(lambda began=slice_began: thread_time() - began > SLICE)
        worst = max(worst, thread_time() - slice_began)
        if len(view) and first is None:
            first = thread_time() - began
        if not view.behind:
            return thread_time() - began, first, worst * 1000


def _seconds(command: list[str]) -> float:
    before = getrusage(RUSAGE_CHILDREN)
    subprocess.run(command, stdout=subprocess.PIPE, check=False)
    after = getrusage(RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _on_a_terminal(bench: Path, log: Path, folder: str) -> None:
    commands = {"awsobs": [sys.executable, "-m", "awsobs", "logs", "--no-config", "{log}"]}
    commands |= {name: argv for name, argv in PEERS.items() if shutil.which(argv[0])}
    for name, command in commands.items():
        scenario = Path(folder) / f"{name}.json"
        scenario.write_text(json.dumps(_scenario(name, command, log)))
        subprocess.run(
            [sys.executable, str(bench), "run", str(scenario), "--runs", "1"], check=False
        )


def _scenario(name: str, command: list[str], log: Path) -> dict[str, object]:
    last = log.read_text()[-60:].split("order=")[1].split()[0]
    steps: list[object] = []
    steps += [{"do": "wait", "regex": rf"order={last}\b", "timeout": 120, "as": "newest line"}]
    steps += [{"do": "settle", "quiet_ms": 400}]
    steps += [{"do": "keys", "keys": ["<up>"], "count": 40, "as": "scroll"}]
    if name == "awsobs":
        steps += [{"do": "send", "keys": '/"order=17 done"\r'}]
        steps += [{"do": "wait", "regex": "hides 999,9", "timeout": 60, "as": "all looked at"}]
    return {"name": name, "cmd": command, "vars": {"log": str(log)}, "quit": "q", "steps": steps}


def _row(*cells: str) -> None:
    sys.stdout.write("  ".join(cell.ljust(28) for cell in cells).rstrip() + "\n")


if __name__ == "__main__":
    main()
