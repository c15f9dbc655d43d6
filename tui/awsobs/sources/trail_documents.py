"""Records of CloudTrail from files and folders, gzip or not, a document or one a line."""

import gzip
import json
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, cast

import msgspec

from awsobs.analysis.trail_forms import records_in

STDIN = "-"
_ENDINGS = (".json", ".jsonl", ".ndjson", ".gz")
_GZIP = b"\x1f\x8b"

Broken = Callable[[str], None]
"""Told of each file that could not be read to its end, and why."""


def trail_records(paths: Iterable[str], told: Broken) -> Iterator[Mapping[str, Any] | None]:
    """Every record in some files; None for each that is broken.

    Raises:
        OSError: a path cannot be read at all.
    """
    for path in paths:
        if path == STDIN:
            yield from _read(sys.stdin.buffer)
            continue
        for file in _files(Path(path)):
            try:
                yield from _file(file)
            except (EOFError, zlib.error, gzip.BadGzipFile):
                told(f"{file} is no whole gzip file; what could be read of it counts")


def _files(path: Path) -> Iterator[Path]:
    """A file, or all files of a folder in the order of their names; digests hold no records."""
    if not path.is_dir():
        yield path
        return
    for file in sorted(path.rglob("*")):
        is_record = file.name.endswith(_ENDINGS) and "CloudTrail-Digest" not in file.parts
        if is_record and file.is_file():
            yield file


def _file(path: Path) -> Iterator[Mapping[str, Any] | None]:
    with path.open("rb") as raw:
        packed = raw.read(len(_GZIP)) == _GZIP
        raw.seek(0)
        if not packed:
            yield from _read(raw)
            return
        with gzip.open(raw) as unpacked:
            yield from _read(cast("BinaryIO", unpacked))


def _read(file: BinaryIO) -> Iterator[Mapping[str, Any] | None]:
    """By lines where the first is a whole document, else all at once."""
    first = file.readline()
    while first and not first.strip():
        first = file.readline()
    if not first:
        return
    document = _parsed(first)
    if document is None:
        yield from records_in(_parsed(first + file.read()))
        return
    yield from records_in(document)
    for line in file:
        if line.strip():
            yield from records_in(_parsed(line))


def _parsed(content: bytes) -> object:
    try:
        return msgspec.json.decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError):
        pass
    except RecursionError:
        return None
    try:
        # Other tools write NaN and halves of surrogate pairs, which msgspec refuses.
        return json.loads(content)
    except (ValueError, RecursionError):
        return None
