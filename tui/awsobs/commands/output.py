"""What commands print: whole lines on stdout, words about them on stderr, and no traceback."""

import errno
import json
import os
import shutil
import sys
from argparse import Namespace
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from math import isfinite
from typing import TYPE_CHECKING, cast

from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.settings import Settings, SettingsError

if TYPE_CHECKING:
    from awsobs.commands.query import Query

SCHEMA = 1
"""Stands in every object: readers can tell when the shape of one changes."""

NARROWEST = 40
_DEEPEST = 100
_USUAL = (80, 24)
_GLYPHS = "─✖▼"
_GUESSES = frozenset({"TERM", "LC_ALL", "LC_CTYPE", "LANG"})

Shape = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """How one run prints.

    `is_cut` says that rows have to fit `width`; where nothing says how wide is too wide, as in
    a pipe, what has no columns may be longer.
    """

    command: str
    is_json: bool
    query: "Query | None"
    width: int
    is_cut: bool
    quiet: bool
    verbose: bool

    @property
    def as_shapes(self) -> bool:
        """Whether objects are printed, or parts of them, and not a table."""
        return self.is_json or self.query is not None

    def note(self, text: str) -> None:
        """Say something on stderr that is no part of the answer."""
        if not self.quiet:
            self.tell(text)

    def tell(self, text: str) -> None:
        """Say on stderr what must be known."""
        sys.stderr.write(f"awsobs {self.command}: {text}\n")

    def line(self, shape: Shape) -> str:
        """An object as its line, or the part of it that was asked for.

        Raises:
            SettingsError: the query does not suit the object.
        """
        whole = {"schema": SCHEMA, **shape}
        if self.query is None:
            return json_text(whole)
        part = self.query.part(whole)
        return json_text(part) if self.is_json else _bare(part)


def output_of(namespace: Namespace, command: str) -> Output:
    """How a command is to print, by its options.

    Raises:
        SettingsError: one of them cannot be honoured.
    """
    asked: int | None = getattr(namespace, "width", None)
    if asked is not None and asked < NARROWEST:
        raise SettingsError(f"--width {asked} is too narrow, {NARROWEST} cells is the least")
    expression: str | None = getattr(namespace, "query", None)
    as_text = getattr(namespace, "text", False)
    width, is_cut = _width(asked)
    return Output(
        command=command,
        query=None if expression is None else _parsed(expression),
        is_json=getattr(namespace, "json", False) or (expression is not None and not as_text),
        width=width,
        is_cut=is_cut,
        quiet=getattr(namespace, "quiet", False),
        verbose=getattr(namespace, "verbose", False),
    )


def _parsed(expression: str) -> "Query":
    # Most runs have no query, and should not wait for its grammar.
    from awsobs.commands.query import Query

    return Query(expression)


def json_text(value: object) -> str:
    """A value of JSON in one line of printable ASCII, which no terminal takes for an order."""
    return json.dumps(value).replace("\x7f", "\\u007f")


def plain(value: object, depth: int = 0) -> object:
    """What came from outside as JSON can hold it: no NaN, and no bottomless pit."""
    match value:
        case datetime():
            return iso(value)
        case float():
            return value if isfinite(value) else None
        case str() | int() | None:
            return value
        case _ if depth > _DEEPEST:
            return None
        case Mapping():
            pairs = cast("Mapping[object, object]", value).items()
            return {str(key): plain(part, depth + 1) for key, part in pairs}
        case list() | tuple():
            return [plain(part, depth + 1) for part in cast("list[object]", value)]
        case _:
            return str(value)


def shape_of(record: object) -> Shape:
    """A record from outside as an object of JSON; what is none is an empty one."""
    shown = plain(record)
    return cast("Shape", shown) if isinstance(shown, dict) else {}


def iso(moment: datetime) -> str:
    """A moment in ISO 8601 with a Z, to the millisecond where it has any."""
    shown = moment.astimezone(UTC)
    kind = "milliseconds" if shown.microsecond else "seconds"
    return shown.isoformat(timespec=kind).replace("+00:00", "Z")


def _width(asked: int | None) -> tuple[int, bool]:
    """Cells of a line, and whether anybody said so: the terminal, COLUMNS or --width.

    A later one of these counts more than an earlier one.
    """
    if asked is not None:
        return asked, True
    columns = os.environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return int(columns), True
    if sys.stdout.isatty():
        return shutil.get_terminal_size(_USUAL).columns, True
    return _USUAL[0], False


def printed(lines: Iterable[str]) -> int:
    """Print whole lines, each at once; the exit status.

    A reader that has gone away is the end of the work, and no mistake.
    """
    try:
        for line in lines:
            sys.stdout.write(_encodable(line) + "\n")
            sys.stdout.flush()
    except BrokenPipeError:
        _forget_stdout()
        return ExitStatus.BROKEN_PIPE
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EIO):
            raise
        _forget_stdout()
        sys.stderr.write(f"awsobs: stdout: {error.strerror}\n")
        return ExitStatus.CAPTURE
    return ExitStatus.OK


def is_plain(settings: Settings) -> bool:
    """Whether ASCII alone may be printed: the user says so, or what we print on holds no more.

    What the terminal's name and the locale make one guess is about a terminal, not about a pipe.
    """
    if _encodable(_GLYPHS) != _GLYPHS:
        return True
    return settings.ascii and (sys.stdout.isatty() or settings.origins["ascii"] not in _GUESSES)


def _encodable(line: str) -> str:
    if line.isascii():
        return line
    encoding = sys.stdout.encoding or "ascii"
    return line.encode(encoding, "replace").decode(encoding)


def _forget_stdout() -> None:
    # Python would complain once more when it closes stdout.
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _bare(part: object) -> str:
    """A part of an object as text: words without quotes, what is in a list side by side."""
    match part:
        case str():
            return safe_text(part)
        case list():
            return "\t".join(_bare(item) for item in cast("list[object]", part))
        case None:
            return ""
        case _:
            return json_text(part)
