"""What the local AWS's logs do with 100,000 events, and whether anybody waits meanwhile.

    python tests/bench/local_logs.py [--events N]

The server is a process of its own, as in `awsobs demo`. Beside each measure another process asks
DescribeLogGroups again and again; its worst answer is what one request makes another wait.
"""

import argparse
import asyncio
import json
import re
import sys
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Generator
from contextlib import asynccontextmanager, contextmanager
from http.client import HTTPConnection
from multiprocessing import Pipe, get_context
from multiprocessing.connection import Connection
from time import perf_counter, time
from typing import Any

from aiohttp import ClientSession

TARGET, TYPE = "Logs_20140328.", "application/x-amz-json-1.1"
PATTERNS = ("zebra", "ERROR", '{ $.level = "ERROR" && $.ms > 900 }', "%/cart/[78]%")
GROUP, STREAMS, PUT = "/bench/shop", 10, 10_000
QUERY = "filter @message like /(?i)error/ | stats count(*) as n, pct(ms, 99) by bin(1m), path"
_SPAN = 3_600_000
_URL = re.compile(rb"http://[\d.:]+")


class Client:
    """Asks the server without a client's own work in the way."""

    def __init__(self, url: str, http: ClientSession) -> None:
        self._url, self._http = url, http

    async def ask(self, operation: str, **parameters: object) -> Any:
        """The answer, parsed."""
        return json.loads(await self.raw(operation, **parameters))

    async def raw(self, operation: str, **parameters: object) -> bytes:
        """The answer as it came."""
        headers = {"X-Amz-Target": TARGET + operation, "Content-Type": TYPE}
        async with self._http.post(self._url, headers=headers, json=parameters) as reply:
            body = await reply.read()
            if reply.status != 200:
                raise RuntimeError(f"{operation}: {body[:300]!r}")
            return body


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    asyncio.run(_measure(parser.parse_args().events))


async def _measure(events: int) -> None:
    async with _server() as url, ClientSession() as http:
        client = Client(url, http)
        works: list[tuple[str, Awaitable[str | None]]] = [
            ("nothing", asyncio.sleep(1)),
            (f"put {events:,} events", _filled(client, events)),
            *((f"all of {one}", _all_pages(client, filterPattern=one)) for one in PATTERNS),
            ("all events", _all_pages(client)),
            ("all events of one stream", _stream(client)),
            ("a query", _query(client)),
            ("a query that is stopped", _stopped(client)),
        ]
        _row("what", "seconds", "others waited")
        await client.ask("DescribeLogGroups")  # the first call reads the service's model
        with _others(url) as others:
            for name, work in works:
                await _timed(name, work, others)


@asynccontextmanager
async def _server() -> AsyncGenerator[str]:
    with tempfile.TemporaryFile() as errors:
        command = (sys.executable, "-m", "awsobs", "local", "--port", "0", "--xray-port", "0")
        pipe = asyncio.subprocess.PIPE
        child = await asyncio.create_subprocess_exec(*command, stdout=pipe, stderr=errors)
        try:
            assert child.stdout
            while not (url := _URL.search(line := await child.stdout.readline())):
                if not line:
                    errors.seek(0)
                    raise RuntimeError(errors.read().decode())
            yield url[0].decode()
        finally:
            child.terminate()
            await child.wait()


async def _timed(name: str, work: Awaitable[str | None], others: Connection) -> None:
    others.send(True)
    await asyncio.sleep(0.05)
    began = perf_counter()
    told = await work
    spent = perf_counter() - began
    others.send(False)
    waits = sorted(await asyncio.to_thread(others.recv))
    worst, middle = waits[-1] * 1000, waits[len(waits) // 2] * 1000
    _row(name, f"{spent:.2f}", f"{worst:.0f} ms at worst, mostly {middle:.1f}", told or "")


@contextmanager
def _others(url: str) -> Generator[Connection]:
    """Another process that asks on while it is told to, and tells how long each answer took."""
    here, there = Pipe()
    process = get_context("spawn").Process(target=_ask_on, args=(url, there), daemon=True)
    process.start()
    yield here
    process.kill()


def _ask_on(url: str, pipe: Connection) -> None:
    connection = HTTPConnection(url.removeprefix("http://"))
    headers = {"X-Amz-Target": TARGET + "DescribeLogGroups", "Content-Type": TYPE}
    while pipe.recv():
        waits: list[float] = []
        while not pipe.poll(0.002):
            began = perf_counter()
            connection.request("POST", "/", b"{}", headers)
            connection.getresponse().read()
            waits.append(perf_counter() - began)
        pipe.recv()
        pipe.send(waits)


async def _filled(client: Client, events: int) -> None:
    now = int(time() * 1000)
    await client.ask("CreateLogGroup", logGroupName=GROUP)
    for stream in range(STREAMS):
        await client.ask("CreateLogStream", logGroupName=GROUP, logStreamName=f"s{stream}")
    for first in range(0, events, PUT):
        rows = [
            {"timestamp": now - _SPAN + at * _SPAN // events, "message": _message(at)}
            for at in range(first, min(events, first + PUT))
        ]
        place = {"logGroupName": GROUP, "logStreamName": f"s{first // (PUT) % STREAMS}"}
        await client.ask("PutLogEvents", **place, logEvents=rows)


def _message(at: int) -> str:
    level = ("INFO", "INFO", "WARN", "INFO", "ERROR")[at % 5]
    row = {"level": level, "ms": at * 7919 % 997, "path": f"/cart/{at % 9}", "order": at}
    return json.dumps(row)


async def _all_pages(client: Client, **asked: object) -> str:
    pages = events = 0
    token: dict[str, str] = {}
    while True:
        body = await client.raw("FilterLogEvents", logGroupName=GROUP, **asked, **token)
        pages, events = pages + 1, events + body.count(b'"eventId"')
        reply = json.loads(body)
        if "nextToken" not in reply:
            return f"{events:,} events, {pages} pages"
        token = {"nextToken": reply["nextToken"]}


async def _stream(client: Client) -> str:
    events, token = 0, ""
    place = {"logGroupName": GROUP, "logStreamName": "s0", "startFromHead": True}
    while True:
        more = {"nextToken": token} if token else {}
        reply = await client.ask("GetLogEvents", **place, **more)
        events += len(reply["events"])
        if reply["nextForwardToken"] == token:
            return f"{events:,} events"
        token = reply["nextForwardToken"]


async def _query(client: Client) -> str:
    number = await _start(client)
    partial = 0
    while (reply := await client.ask("GetQueryResults", queryId=number))["status"] in (
        "Scheduled",
        "Running",
    ):
        partial += bool(reply["results"])
        await asyncio.sleep(0.02)
    scanned = reply["statistics"]["bytesScanned"]
    return f"{len(reply['results'])} rows, {partial} looks at partial ones, {scanned:,.0f} bytes"


async def _stopped(client: Client) -> str:
    number = await _start(client)
    await asyncio.sleep(0.05)
    await client.ask("StopQuery", queryId=number)
    return str((await client.ask("GetQueryResults", queryId=number))["status"])


async def _start(client: Client) -> str:
    now = int(time())
    span = {"startTime": now - 7200, "endTime": now + 60}
    reply = await client.ask("StartQuery", logGroupName=GROUP, queryString=QUERY, **span)
    return str(reply["queryId"])


def _row(*cells: str) -> None:
    sys.stdout.write("".join(cell.ljust(32) for cell in cells).rstrip() + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
