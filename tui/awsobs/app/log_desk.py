"""What the user may do about log lines as a whole: choose groups, keep filters, take lines away."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar, cast

from awsobs.app.command_line import run_after
from awsobs.app.desk_places import PLACES
from awsobs.app.desks import Desks, Host
from awsobs.app.live_tail_choice import live_tail_question
from awsobs.app.log_files import default_path, shown_lines, write_lines
from awsobs.app.panes.logs import LogsPane
from awsobs.app.screens.context import ContextScreen
from awsobs.app.screens.groups import Chosen, GroupScreen
from awsobs.app.screens.insights import InsightsScreen
from awsobs.app.screens.suspects import SuspectsScreen
from awsobs.app.server_filter import ServerFilter
from awsobs.collecting.questions import Question, what_is_around, which_groups, which_streams
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.logs import Listing, LogEvent, Surroundings
from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import SourceError
from awsobs.languages.console_filter import quoted
from awsobs.languages.query_sources import sources_of
from awsobs.languages.server_pattern import server_pattern
from awsobs.present.aws_commands import filter_log_events
from awsobs.present.log_export import Format
from awsobs.present.searchable import LOGS
from awsobs.settings.remembered import remembered_for
from awsobs.store.line_context import kept_around

Answer = TypeVar("Answer")

_LOGS = frozenset({"logs"})

LISTED = 60.0
"""Seconds for which a listing of groups is good: AWS grants few of them."""


class LogDesk:
    """Remembers what is chosen between runs, by account and region."""

    def __init__(self, host: Host, environ: Mapping[str, str]) -> None:
        self._host = host
        self._scene = host.scene
        self._kept = remembered_for(host.scene.settings, environ)
        self._chosen = host.scene.settings.log_groups
        self._recalled = -1
        self._listing: tuple[float, int, Listing] | None = None
        self._queries: list[str] = []
        self.desks = Desks(host, self.answer, self._kept, self.open_query)
        self.traces, self.maps = self.desks.traces, self.desks.maps
        self.metrics = self.desks.metrics
        self._server_filter = ServerFilter(host)

    @property
    def is_of_files(self) -> bool:
        """Whether files are read, which are in no group."""
        return bool(self._scene.settings.from_files)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The groups that are asked for, as names, globs or expressions; none if nobody chose."""
        return self._chosen

    @property
    def lines(self) -> LogsPane:
        """The pane whose lines this is about."""
        return cast("LogsPane", self._host.cockpit.pane("logs"))

    @property
    def focused(self) -> str:
        """The name of the pane that has the focus."""
        pane = self._host.cockpit.focused_pane
        return pane.NAME if pane.is_focused else ""

    def can(self, what: str) -> bool:
        """Whether a key of the desk is for the pane that has the focus."""
        pane = self._host.cockpit.focused_pane
        return pane.NAME in PLACES.get(what, _LOGS) and pane.is_focused

    def do(self, what: str) -> None:
        """What a key of the desk is for."""
        doing: dict[str, Callable[[], object]] = {
            "groups": self.open_groups,
            "context": self.open_context,
            "live": self.switch_live_tail,
            "export": self.ask_export,
            "command": self.copy_command,
            "trace": self.open_trace,
            "what changed": self.open_changes,
            **self.desks.doing(),
        }
        doing[what]()

    def open_changes(self) -> None:
        """Rank what changed before the alarm at the cursor, or before what goes on began."""
        record = self._host.cockpit.focused_pane.record
        is_firing = isinstance(record, Alarm) and record.state is AlarmState.ALARM
        alarm = record if isinstance(record, Alarm) and is_firing else None
        top_rows, opened = self._host.cockpit.top_rows, self._host.open_record
        self._host.open_over(SuspectsScreen(self._scene, alarm, top_rows, opened))

    def open_trace(self, text: str = "") -> None:
        """Show a trace by its id; without one, that of the row at the cursor."""
        if text:
            self.traces.open(text)
        else:
            self.traces.open_of(self._host.cockpit.focused_pane.record)

    def open_traces(self, filter_text: str = "") -> None:
        """List the traces of the window, worst first."""
        self.traces.open_list(filter_text)

    def find_traces(self, expression: str) -> None:
        """List the traces that X-Ray finds by an expression."""
        if self.is_of_files:
            self._host.tell("there is no X-Ray beside files", wrong=True)
        else:
            self.traces.open_found(expression)

    def highlight(self, text: str) -> None:
        """Let a text stand out in the lines, or no longer; without a text none."""
        lines = self.lines
        try:
            lines.highlights.change(text)
        except ValueError as error:
            self._host.tell(str(error), wrong=True)
        lines.show_with(replace(lines.look, highlights=lines.highlights.marks))

    def switch_server_filter(self) -> None:
        """Let the filter run where the lines are, or here again."""
        if self.is_of_files:
            self._host.tell("files are read here", wrong=True)
        else:
            self._server_filter.switch(self.lines)

    def on_beat(self) -> None:
        """Keep up with what the user does elsewhere."""
        self.recall_groups()
        self._server_filter.keep_up(self.lines)
        self.desks.on_beat()

    # --- groups ---------------------------------------------------------------------------

    def recall_groups(self) -> None:
        """Read what was chosen the last time in this account and region, once that is known."""
        memory, collecting = self._scene.memory, self._host.collecting
        identity, region = memory.feeds.identity, memory.feeds.context.region
        if identity is None or not region or collecting is None:
            return
        if self._recalled == memory.visit.epoch:
            return
        self._recalled = memory.visit.epoch
        if self._scene.settings.log_groups:
            self._chosen = self._scene.settings.log_groups  # said on the command line
        else:
            self._chosen = self._kept.groups(identity.account, region) or ()
            if self._chosen:
                collecting.choose_groups(self._chosen)

    def choose_groups(self, groups: Sequence[str]) -> None:
        """Read these groups from now on, here and the next time; those that hold most if none."""
        collecting = self._host.collecting
        if collecting is None or self.is_of_files:
            self._host.tell("there are no log groups to choose from", wrong=True)
            return
        self._chosen = tuple(groups)
        self._recalled = self._scene.memory.visit.epoch
        collecting.choose_groups(self._chosen)
        feeds = self._scene.memory.feeds
        if feeds.identity is not None:
            try:
                self._kept.keep_groups(feeds.identity.account, feeds.context.region, self._chosen)
            except OSError as error:
                self._host.tell(f"not remembered: {error.strerror}", wrong=True)

    def show_groups(self, groups: Sequence[str], filter_text: str) -> None:
        """Read groups and narrow their lines, as `:logs GROUP… /FILTER` asks."""
        if groups:
            self.choose_groups(groups)
        self._host.show_pane("logs", filter_text)

    def open_groups(self) -> None:
        """Let the user choose."""
        if self.is_of_files:
            self._host.tell("files are in no log group", wrong=True)
            return
        self.recall_groups()
        self._host.open_over(GroupScreen(self._scene, self._ask, self._chosen), self._picked)

    def _picked(self, chosen: Chosen | None) -> None:
        if chosen is None:
            return
        if chosen.groups != self._chosen:
            self.choose_groups(chosen.groups)
        either = " | ".join(f"stream={quoted(stream)}" for stream in chosen.streams)
        self._host.show_pane("logs", either)

    async def _ask(self, group: str) -> Listing:
        epoch, now = self._scene.memory.visit.epoch, self._scene.clock.monotonic()
        if group:
            return await self.answer(which_streams(group))
        if self._listing is None or self._listing[1] != epoch or now - self._listing[0] > LISTED:
            self._listing = (now, epoch, await self.answer(which_groups()))
        return self._listing[2]

    # --- the live tail --------------------------------------------------------------------

    def switch_live_tail(self) -> None:
        """Ask whether the live tail is worth its price, or end it."""
        collecting, memory = self._host.collecting, self._scene.memory
        if collecting is None or self.is_of_files:
            self._host.tell("there is no log group to tail", wrong=True)
        elif memory.feeds.live_tail.is_on:
            collecting.switch_live_tail(on=False)
            self._host.tell("live tail ended, polling again")
        else:
            settings = self._scene.settings
            is_free = settings.mode == "demo" or bool(settings.endpoint_url)
            begin = partial(collecting.switch_live_tail, on=True)
            groups = len(self._chosen) or len(memory.logs.groups)
            self._host.open_over(live_tail_question(groups, begin, is_free=is_free), run_after)

    # --- around a line --------------------------------------------------------------------

    def open_context(self) -> None:
        """Show the line at the cursor among those of its stream."""
        cockpit = self._host.cockpit
        event = cockpit.focused_pane.record
        if isinstance(event, LogEvent):
            ask = self._kept_around if self.is_of_files else self._around
            raw, crumbs = cockpit.focused_pane.raw, ("cockpit", "logs", "around a line")
            screen = ContextScreen(
                event, ask, self._kept_around, raw, cockpit.top_rows, crumbs, self.traces.open_of
            )
            self._host.open_over(screen)

    async def _around(self, event: LogEvent, count: int) -> Surroundings:
        return await self.answer(what_is_around(event, count))

    async def _kept_around(self, event: LogEvent, count: int) -> Surroundings:
        return await asyncio.to_thread(kept_around, self._scene.memory.logs, event, count)

    # --- Logs Insights --------------------------------------------------------------------

    def open_insights(self, text: str = "") -> None:
        """Query the groups that are read; a text is run at once."""
        if self.is_of_files:
            self._host.tell("files are in no log group", wrong=True)
            return
        groups = self._chosen or self._scene.memory.logs.groups
        top_rows, asked = self._host.cockpit.top_rows, self._queries
        self._host.open_over(
            InsightsScreen(self._scene, groups, self.answer, top_rows, asked, text)
        )

    def open_query(self, text: str) -> None:
        """Put a query of a dashboard into Insights; it is run by the user, who sees its price."""
        groups, query = sources_of(text)
        top_rows, asked = self._host.cockpit.top_rows, self._queries
        chosen = groups or self._chosen or self._scene.memory.logs.groups
        self._host.open_over(
            InsightsScreen(self._scene, chosen, self.answer, top_rows, asked, query, runs=False)
        )

    # --- taking lines away ----------------------------------------------------------------

    def ask_export(self) -> None:
        """Let the user name the file, beginning with one that is free."""
        file = default_path(Format.TEXT, self._scene.now()).absolute()
        self._host.action_command(f"export {file}")

    def export(self, kind: Format = Format.TEXT, path: str = "") -> None:
        """Write the lines that the window and the filter show into a new file."""
        scene = self._scene
        wanted = self._host.cockpit.pane("logs").matches
        lines = shown_lines(scene.memory.logs, scene.of_lines(), wanted)
        file = Path(path).expanduser() if path else default_path(kind, scene.now())
        self._host.run_worker(self._write(lines, file.absolute(), kind))

    async def _write(self, lines: Iterator[LogEvent], file: Path, kind: Format) -> None:
        shown = safe_text(str(file))
        try:
            count = await asyncio.to_thread(write_lines, lines, file, kind)
        except OSError as error:
            self._host.tell(f"{shown}: {error.strerror}", wrong=True)
        else:
            self._host.tell(f"{count:,} line{'' if count == 1 else 's'} written to {shown}")

    def copy_command(self) -> None:
        """Copy what asks AWS for the same lines; what no pattern can say is left to the filter."""
        scene, pane = self._scene, self._host.cockpit.pane("logs")
        groups = scene.memory.logs.groups
        if self.is_of_files or not groups:
            self._host.tell("no aws command has such lines", wrong=True)
            return
        pattern = server_pattern(pane.filter_text, LOGS.fields)
        command = filter_log_events(
            groups,
            scene.shown(),
            scene.memory.feeds.context,
            pattern=pattern or "",
            endpoint_url=scene.settings.endpoint_url,
        )
        self._host.copy_to_clipboard("\n".join(map(safe_text, command.split("\n"))))
        without = "" if pattern is not None else " without the filter, which only runs here"
        self._host.tell(f"copied {len(groups)} aws command{'s' * (len(groups) > 1)}{without}")

    # --- filters by name ------------------------------------------------------------------

    def filters(self) -> Mapping[str, str]:
        """The kept filters by name."""
        return self._kept.filters

    def save_filter(self, name: str) -> None:
        """Keep the focused pane's filter; without one, forget what is kept by the name."""
        text = self._host.cockpit.focused_pane.filter_text
        if not text and name not in self._kept.filters:
            self._host.tell("there is no filter to keep", wrong=True)
            return
        try:
            self._kept.keep_filter(name, text)
        except ValueError as error:
            self._host.tell(f"not kept: {error}", wrong=True)
        except OSError as error:
            self._host.tell(f"not kept: {error.strerror}", wrong=True)
        else:
            self._host.tell(f"kept as {name}" if text else f"{name} is forgotten")

    def use_filter(self, name: str) -> None:
        """Filter the focused pane by what is kept under a name."""
        self._host.show_pane(self._host.cockpit.focused_pane.NAME, self._kept.filters[name])

    async def answer(self, question: "Question[Answer]") -> Answer:
        """What the account says.

        Raises:
            SourceError: the outside failed, or there is no account.
        """
        collecting = self._host.collecting
        if collecting is None:
            raise SourceError("not connected to an account")
        return await asyncio.wrap_future(collecting.ask(question))

    def known_groups(self) -> frozenset[str]:
        """Names of groups that exist for certain."""
        listed = self._listing[2].groups if self._listing else ()
        return frozenset({*self._scene.memory.logs.groups, *(group.name for group in listed)})
