"""Reading X-Ray segment documents from files and folders: one JSON a line, gzip or not."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from awsobs.analysis.segments import trace_of
from awsobs.domain.traces import Segment, Subsegment, Trace
from awsobs.settings import SettingsError

_ENDINGS = (".json", ".jsonl", ".ndjson", ".gz")
_LEAST_SECONDS = 60.0
"""A rate over less than a minute says more than the traces do."""

_GZIP = b"\x1f\x8b"


def traces_in(paths: Iterable[Path]) -> tuple[list[Trace], int]:
    """All traces of the documents in some files, and how many documents were unreadable.

    Raises:
        OSError: a file can't be read.
    """
    documents: dict[str, list[str]] = {}
    broken = 0
    for path in paths:
        for file in _files(path):
            for text in _documents(file):
                trace_id = _trace_id(text)
                if trace_id:
                    documents.setdefault(trace_id, []).append(text)
                else:
                    broken += 1
    traces = [trace_of(trace_id, texts) for trace_id, texts in documents.items()]
    return traces, broken + sum(trace.broken for trace in traces)


def span_of(traces: Sequence[Trace]) -> tuple[datetime, datetime]:
    """From the first start to the last end in some traces, a minute at least."""
    parts: list[Segment | Subsegment] = []
    for trace in traces:
        parts += [*trace.segments, *trace.orphans]
    starts = [part.start for part in parts if part.start is not None]
    ends = [part.end for part in parts if part.end is not None]
    first = min(starts, default=0.0)
    last = max([first + _LEAST_SECONDS, *(end + 0.001 for end in ends)])
    return datetime.fromtimestamp(first, UTC), datetime.fromtimestamp(last, UTC)


def add_segment_files(add: Callable[..., object]) -> None:
    """The option that names such files; `add` is how a parser, or a group in it, takes one."""
    add(
        "--from-files",
        metavar="PATH",
        type=Path,
        nargs="+",
        help="X-Ray segment documents, one JSON a line, gzip or not, or folders of them",
    )


def file_refusal(error: OSError) -> SettingsError:
    """What to raise where one of the files can't be read."""
    words = f"{error.filename}: {error.strerror}" if error.filename else str(error)
    return SettingsError(f"--from-files: {words}")


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    return sorted(file for file in path.rglob("*") if file.is_file() and _is_ours(file))


def _is_ours(file: Path) -> bool:
    return file.suffix in _ENDINGS


def _documents(file: Path) -> Iterator[str]:
    """Each line that is not blank; a file of one document, or of a list, is taken whole."""
    text = _text(file)
    lines = [line for line in text.splitlines() if line.strip()]
    if len(lines) > 1 and _loaded(lines[0]) is None:
        whole = _loaded(text)
        if whole is not None:
            lines = [text]
    for line in lines:
        value = _loaded(line) if line.lstrip().startswith("[") else None
        if isinstance(value, list):
            yield from (json.dumps(item) for item in cast("list[object]", value))
        else:
            yield line


def _text(file: Path) -> str:
    data = file.read_bytes()
    if data.startswith(_GZIP):
        try:
            data = gzip.decompress(data)
        except (EOFError, zlib.error) as error:
            raise OSError(f"{file} is no whole gzip file") from error
    return data.decode("utf-8", "replace")


def _trace_id(text: str) -> str:
    document = _loaded(text)
    if not isinstance(document, dict):
        return ""
    trace_id = cast("dict[str, object]", document).get("trace_id")
    return trace_id if isinstance(trace_id, str) else ""


def _loaded(text: str) -> object:
    try:
        return cast("object", json.loads(text))
    except (ValueError, RecursionError):
        return None
