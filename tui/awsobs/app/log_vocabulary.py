"""The commands about log lines, and how `:logs GROUP… /FILTER` is read."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Protocol

from awsobs.app.command_line import Afterwards, Command, CommandError, plain
from awsobs.app.desks import Desks
from awsobs.app.line_vocabulary import Lines, line_commands
from awsobs.app.map_desk import MapDesk
from awsobs.app.metric_desk import MetricDesk
from awsobs.app.new_files import check_free
from awsobs.domain.safe_text import safe_text
from awsobs.languages.console_filter import FilterError
from awsobs.languages.group_pattern import group_test, is_pattern
from awsobs.languages.linear_regex import RegexError
from awsobs.languages.xray_filter import parsed
from awsobs.present.log_export import Format, format_named
from awsobs.present.log_highlights import mark_of
from awsobs.present.searchable import TRACES

_NAME = re.compile(r"[\w.\-/#*?\[\]!]+")
_PATH = re.compile(r"/?[\w.\-#*?\[\]!]+(?:/[\w.\-#*?\[\]!]+)+")
AUTO = "auto"
"""Instead of groups: those that hold most."""


class Desk(Protocol):
    """What the commands do."""

    @property
    def is_of_files(self) -> bool: ...
    @property
    def lines(self) -> Lines: ...
    @property
    def focused(self) -> str: ...
    @property
    def desks(self) -> Desks: ...
    @property
    def maps(self) -> MapDesk: ...
    @property
    def metrics(self) -> MetricDesk: ...
    def known_groups(self) -> Collection[str]: ...
    def show_groups(self, groups: Sequence[str], filter_text: str) -> None: ...
    def choose_groups(self, groups: Sequence[str]) -> None: ...
    def open_groups(self) -> None: ...
    def open_changes(self) -> None: ...
    def open_insights(self, text: str = "") -> None: ...
    def switch_live_tail(self) -> None: ...
    def export(self, kind: Format, path: str) -> None: ...
    def filters(self) -> Mapping[str, str]: ...
    def save_filter(self, name: str) -> None: ...
    def use_filter(self, name: str) -> None: ...
    def open_trace(self, text: str = "") -> None: ...
    def open_traces(self, filter_text: str = "") -> None: ...
    def find_traces(self, expression: str) -> None: ...
    def highlight(self, text: str) -> None: ...
    def switch_server_filter(self) -> None: ...


def show_logs(desk: Desk, text: str) -> Afterwards:
    """What `:logs` does with what stands after it.

    Raises:
        CommandError: a pattern of groups is none.
    """
    if desk.is_of_files:
        return partial(desk.show_groups, (), text.removeprefix("/").strip())
    groups, filter_text = read_groups(text, desk.known_groups())
    _check(groups)
    return partial(desk.show_groups, groups, filter_text)


def choose_groups(desk: Desk, text: str) -> Afterwards:
    """What `:groups` does: without names it opens the picker.

    Raises:
        CommandError: a pattern of groups is none.
    """
    if not text:
        return desk.open_groups
    if text == AUTO:
        return partial(desk.choose_groups, ())
    groups = text.split()
    _check(groups)
    return partial(desk.show_groups, groups, "")


def read_groups(text: str, known: Collection[str]) -> tuple[tuple[str, ...], str]:
    """Groups and the filter behind them; a word after `/` alone is a filter."""
    groups: list[str] = []
    rest = text.strip()
    while rest:
        word, _, behind = rest.partition(" ")
        if not _is_group(word, known):
            break
        groups.append(word)
        rest = behind.strip()
    return tuple(groups), rest.removeprefix("/").strip()


def _is_group(word: str, known: Collection[str]) -> bool:
    if word in known or word.startswith("re:"):
        return True
    is_regex = word.startswith("/") and word.endswith("/i")
    is_path = _PATH.fullmatch(word) is not None and not is_regex
    return is_path or (is_pattern(word) and _NAME.fullmatch(word) is not None)


def _check(groups: Sequence[str]) -> None:
    for group in groups:
        try:
            group_test(group)
        except RegexError as error:
            raise CommandError(f"{group}: {error}") from error


def log_commands(desk: Desk, keys: Callable[..., str]) -> list[Command]:
    """The commands beside `:logs` itself."""
    return [
        Command(
            name="groups",
            what="which log groups are read, streams too",
            kind="logs",
            usage=f"[GROUP…|{AUTO}]",
            key=keys("s", "logs.groups"),
            ready=partial(choose_groups, desk),
        ),
        Command(
            name="livetail",
            what="lines as they are ingested; costs by the minute",
            kind="logs",
            key=keys("L", "logs.live_tail"),
            ready=plain(desk.switch_live_tail),
        ),
        Command(
            name="server",
            what="let the filter run on the server, or here again",
            kind="logs",
            ready=plain(desk.switch_server_filter),
        ),
        Command(
            name="highlight",
            what="let a text stand out and count it, clear all",
            kind="logs",
            usage="[TEXT|re:EXPRESSION]",
            ready=partial(_highlight, desk),
        ),
        Command(
            name="trace",
            what="one request through all services",
            kind="logs",
            usage="ID",
            key=keys("X", "jump.trace"),
            ready=lambda text: partial(desk.open_trace, text),
        ),
        Command(
            name="changed",
            what="changes before the onset, ranked, with reasons",
            kind="trail",
            key=keys("C", "alarms.changes"),
            ready=plain(desk.open_changes),
        ),
        Command(
            name="traces",
            what="requests that were sampled, worst first",
            kind="pane",
            usage="[FILTER|=EXPRESSION]",
            key=keys("7", "move.traces"),
            ready=partial(_traces, desk),
        ),
        Command(
            name="export",
            what="log lines into a file",
            kind="logs",
            usage="[txt|jsonl|csv] [FILE]",
            key=keys("x", "logs.export"),
            ready=partial(export, desk),
        ),
        Command(
            name="save",
            what="keep the filter by a name",
            kind="logs",
            usage="NAME",
            ready=partial(_save, desk),
        ),
        Command(
            name="filter",
            what="filter by a name that was kept",
            kind="logs",
            usage="NAME",
            ready=partial(_use, desk),
            choices=lambda: _kept(desk),
        ),
        *line_commands(desk.lines, keys),
    ]


def export(desk: Desk, text: str) -> Afterwards:
    """What `:export` does: where to, and a format unless the name of the file tells it.

    Raises:
        CommandError: there is no such format, or there is such a file.
    """
    word, _, path = text.strip().partition(" ")
    known = format_named(word)
    name = text.strip() if known is None else path.strip()
    kind = known or _format_of(name)
    if name:
        check_free(name)
    return partial(desk.export, kind, name)


def _format_of(name: str) -> Format:
    """The format of a file by the end of its name."""
    if not name:
        return Format.TEXT
    suffix = Path(name).suffix
    kind = format_named(suffix.removeprefix("."))
    if kind is None:
        there_are = ", ".join(one.value for one in Format)
        raise CommandError(f"no format {safe_text(suffix or name)}; there are {there_are}")
    return kind


def _highlight(desk: Desk, text: str) -> Afterwards:
    """Tried at once, so that what is wrong stands under what was typed."""
    try:
        mark_of(text or "-", "")
    except (ValueError, RegexError) as error:
        raise CommandError(str(error)) from error
    return partial(desk.highlight, text)


def _traces(desk: Desk, text: str) -> Afterwards:
    """Tried at once, so that what is wrong stands under what was typed."""
    if text.startswith("="):
        return _found(desk, text.removeprefix("=").strip())
    text = text.removeprefix("/").strip()
    try:
        TRACES.filter(text)
    except FilterError as error:
        raise CommandError(f"at character {error.position + 1}: {error.message}") from error
    return partial(desk.open_traces, text)


def _found(desk: Desk, expression: str) -> Afterwards:
    """Checked before X-Ray is asked."""
    try:
        parsed(expression)
    except ValueError as error:
        raise CommandError(str(error)) from error
    return partial(desk.find_traces, expression)


def _save(desk: Desk, name: str) -> Afterwards:
    if not name:
        raise CommandError("a filter is kept by a name")
    return partial(desk.save_filter, name)


def _use(desk: Desk, name: str) -> Afterwards:
    if name not in desk.filters():
        kept = ", ".join(desk.filters()) or "none; :save NAME keeps one"
        raise CommandError(f"no filter {name or 'without a name'}; there are {kept}")
    return partial(desk.use_filter, name)


def _kept(desk: Desk) -> list[Command]:
    return [
        Command(
            name=f"filter {name}",
            what=safe_text(text),
            kind="filter",
            ready=plain(partial(desk.use_filter, name)),
        )
        for name, text in desk.filters().items()
    ]
