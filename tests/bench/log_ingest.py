"""What it costs to take in log lines: `python tests/bench/log_ingest.py` prints CPU and ratios."""

import json
import sys
import time
from collections.abc import Callable

from awsobs.sources.log_memory import GroupMemory
from awsobs.sources.log_rows import taken
from awsobs.sources.replies import LogPage, log_page

PAGES, ROWS = 10, 10_000
_START = 1_795_608_000_000
_LINES = (
    'INFO 200 GET /cart 41 ms request_id="{n:08x}"',
    '{{"level":"ERROR","msg":"payment failed","order":{n},"trace_id":"1-6565a1b2-{n:024x}"}}',
    "START RequestId: 8f7f1c2e-0000-0000-0000-{n:012x} Version: $LATEST",
    "WARN retrying upstream payments (attempt 2 of 3) order={n}",
)


def body(page: int) -> bytes:
    """One page as the service sends it."""
    numbers = range(page * ROWS, (page + 1) * ROWS)
    rows = [
        {
            "timestamp": _START + n,
            "ingestionTime": _START + n + 900,
            "eventId": f"{n:056}",
            "logStreamName": f"stream-{n % 10}",
            "message": _LINES[n % len(_LINES)].format(n=n),
        }
        for n in numbers
    ]
    return json.dumps({"events": rows, "searchedLogStreams": []}).encode()


def cpu(work: Callable[[], object]) -> float:
    """Milliseconds of processor time."""
    began = time.process_time()
    work()
    return (time.process_time() - began) * 1000


def say(line: str) -> None:
    """One line on stdout."""
    sys.stdout.write(line + "\n")


def main() -> None:
    """Take in the same 100,000 lines twice: the second time all are repeats."""
    bodies = [body(page) for page in range(PAGES)]
    memory = GroupMemory()

    def read() -> list[LogPage]:
        return [log_page(raw) for raw in bodies]

    def take(pages: list[LogPage]) -> None:
        for page in pages:
            taken(page, "/bench", memory, _START)

    floor = cpu(lambda: [json.loads(raw) for raw in bodies])
    decoded = cpu(read)
    fresh_pages, repeated_pages = read(), read()
    fresh, repeated = cpu(lambda: take(fresh_pages)), cpu(lambda: take(repeated_pages))
    say(f"CPU a {PAGES * ROWS:,} lines           ms   times json.loads")
    for name, spent in (
        ("json.loads alone", floor),
        ("decoding", decoded),
        ("decoding, all new", decoded + fresh),
        ("decoding, all repeats", decoded + repeated),
    ):
        say(f"{name:26}{spent:7.0f}{spent / floor:10.2f}")
    say(f"a repeat costs {(decoded + repeated) / (decoded + fresh):.2f} of a new line")


if __name__ == "__main__":
    main()
