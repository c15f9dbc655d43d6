"""One run of a hook's command: JSON on its standard input, bounded in time and in output."""

import asyncio
import json
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime

from awsobs.domain.clock import Clock
from awsobs.domain.responses import Hook, Occasion, Run
from awsobs.domain.safe_text import safe_text

MOST_OUTPUT = 4_096
_CHUNK = 65_536


async def run_hook(hook: Hook, occasion: Occasion, clock: Clock) -> Run:
    """Run the command and wait for it; whatever goes wrong is told in the answer."""
    at = clock.now()
    try:
        process = await asyncio.create_subprocess_exec(
            *hook.command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        words = f"cannot be run: {reason}"
        return Run(hook=hook.name, about=occasion.name, at=at, words=words, failed=True)
    output = bytearray()
    try:
        async with asyncio.timeout(hook.timeout.total_seconds()):
            await _talk(process, json_of(occasion.document), output)
            status = await process.wait()
        words, failed = ("ran", False) if not status else (f"exit status {status}", True)
    except TimeoutError:
        seconds = f"{hook.timeout.total_seconds():g}"
        words, failed = f"ended after {seconds} s, its time-out", True
    finally:
        await _end(process)
    shown = safe_text(output.decode("utf-8", "replace")).strip()
    return Run(hook=hook.name, about=occasion.name, at=at, words=words, failed=failed, output=shown)


def json_of(document: Mapping[str, object]) -> bytes:
    """What a command reads: one line of JSON."""
    return json.dumps(document, default=_spelled).encode() + b"\n"


def _spelled(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


async def _talk(process: asyncio.subprocess.Process, text: bytes, output: bytearray) -> None:
    """Write and read at the same time: a command may print before it has read all."""
    await asyncio.gather(_write(process, text), _read(process, output))


async def _write(process: asyncio.subprocess.Process, text: bytes) -> None:
    stdin = process.stdin
    if stdin is None:
        return
    with suppress(ConnectionError):  # it need not read what it is told
        stdin.write(text)
        await stdin.drain()
    stdin.close()


async def _read(process: asyncio.subprocess.Process, output: bytearray) -> None:
    while process.stdout is not None and (chunk := await process.stdout.read(_CHUNK)):
        output += chunk[: MOST_OUTPUT - len(output)]


async def _end(process: asyncio.subprocess.Process) -> None:
    """Leave nothing behind: neither the command nor what it has started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    await process.wait()
