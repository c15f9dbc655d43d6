"""The log lines of a visit: structured, as the functions' logger writes them."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final

from awsobs.scenarios.checkout.visits import PATIENCE, Visit
from awsobs.scenarios.draws import hex_id
from awsobs.scenarios.story import LogLine

FUNCTIONS: Final = ("gateway", "checkout", "payments", "orders")
GROUPS: Final = {function: f"/aws/lambda/{function}" for function in FUNCTIONS}
VERSIONS: Final = {"gateway": "1204", "checkout": "977", "orders": "412"}

_INSTANCE_LIFE: Final = 1200


def lines_of(visit: Visit) -> Iterator[LogLine]:
    """What the functions wrote, in no order."""
    taken = round((visit.end - visit.at) * 1000)
    told = f"{visit.method} {visit.path} {visit.status} {taken} ms"
    yield _line(visit, visit.end, "gateway", "INFO", told)
    if visit.misses:
        told = f"cache miss ratio {visit.misses:.2f} above 0.30"
        yield _line(visit, visit.end - 0.001, "gateway", "WARN", told)
    if not visit.attempts:
        return
    yield from _of_payments(visit)
    yield from _of_checkout(visit)
    if visit.order is not None:
        state = "PLACED" if visit.charged else "FAILED"
        told = f"order={visit.number} state={state}"
        yield _line(visit, visit.order.end, "orders", "INFO", told, f',"order":{visit.number}')


def _of_payments(visit: Visit) -> Iterator[LogLine]:
    for number, attempt in enumerate(visit.attempts, 1):
        fields = f',"order":{visit.number},"attempt":{number},"acquirer":"{visit.acquirer}"'
        if attempt.failed:
            told = f"timeout after {PATIENCE * 1000:.0f} ms  POST /charge  order={visit.number}"
            yield _line(visit, attempt.end, "payments", "ERROR", told, fields)
        else:
            taken = round((attempt.end - attempt.start) * 1000)
            told = f"charge accepted {visit.number} {taken} ms"
            yield _line(visit, attempt.end, "payments", "INFO", told, fields)


def _of_checkout(visit: Visit) -> Iterator[LogLine]:
    for number, attempt in enumerate(visit.attempts[1:], 2):
        fields = f',"order":{visit.number},"attempt":{number}'
        told = f"retry {number}/3  order={visit.number}"
        yield _line(visit, attempt.start, "checkout", "WARN", told, fields)
    if not visit.charged and visit.order is not None:
        fields = f',"order":{visit.number},"attempt":{len(visit.attempts)}'
        told = f"upstream 504 from payments  order={visit.number}"
        yield _line(visit, visit.order.start - 0.001, "checkout", "ERROR", told, fields)
    elif visit.checkout is not None:
        fields = f',"order":{visit.number}'
        taken = round((visit.checkout.end - visit.checkout.start) * 1000)
        told = f"order={visit.number} accepted {taken} ms"
        yield _line(visit, visit.checkout.end, "checkout", "INFO", told, fields)


def _line(
    visit: Visit, at: float, function: str, level: str, told: str, fields: str = ""
) -> LogLine:
    version = VERSIONS.get(function, visit.version)
    message = (
        f'{{"level":"{level}","service":"{function}","message":"{told}"{fields}'
        f',"ver":"{version}","az":"{visit.zone}","req":"{visit.digits[:8]}"'
        f',"xray_trace_id":"{visit.trace}"}}'
    )
    stream = _stream(function, version, int(at) // _INSTANCE_LIFE)
    return LogLine(int(at * 1000), GROUPS[function], stream, message)


@lru_cache(maxsize=64)
def _stream(function: str, version: str, life: int) -> str:
    """One instance a function at a time: its stream carries the day, the version and an id."""
    day = datetime.fromtimestamp(life * _INSTANCE_LIFE, UTC)
    return f"{day:%Y/%m/%d}/[{version}]{hex_id(f'{function}/{version}/{life}', 32)}"
