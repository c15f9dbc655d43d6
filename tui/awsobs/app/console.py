"""The application: themes, the keys that work everywhere, the tick, and the screens."""

from collections.abc import Callable, Sequence
from os import environ
from typing import Any, ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen
from textual.widgets import Input
from typing_extensions import override

from awsobs.app.collecting_port import CannotStart, Collect, Collecting
from awsobs.app.command_line import Afterwards
from awsobs.app.contexts import Contexts, Menu
from awsobs.app.desk_keys import DESK_BINDINGS
from awsobs.app.facts import info_record
from awsobs.app.keys import CONSOLE, FIND, MOVE, TIME, hidden, in_order, shown_keys
from awsobs.app.line_filters import AccountFilter, AsciiFilter, MonoFilter, SafeTextFilter
from awsobs.app.log_desk import LogDesk
from awsobs.app.panes.pane import Detail, Pane
from awsobs.app.scene import Scene
from awsobs.app.screens.cockpit import CockpitScreen
from awsobs.app.screens.command import CommandScreen
from awsobs.app.screens.health import HealthScreen
from awsobs.app.screens.help import HelpScreen
from awsobs.app.screens.overlay import Overlay
from awsobs.app.screens.page import Page
from awsobs.app.screens.patterns import PatternsScreen
from awsobs.app.screens.record import RecordScreen
from awsobs.app.terminal_app import TerminalApp
from awsobs.app.themes import THEMES, variable_defaults
from awsobs.app.tick import Tick
from awsobs.app.vocabulary import vocabulary
from awsobs.domain.clock import Clock
from awsobs.domain.context import Context
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import drawable_text
from awsobs.domain.window import GoLive, Intent, MoveBy, Resize, ShowWindow
from awsobs.present.palettes import MONO, SHORT_NAMES, twin_for
from awsobs.present.patterns import filter_text
from awsobs.settings import Settings, width_of
from awsobs.store.memory import Memory

_AGAIN_SECONDS = 2.0
_OPENING = frozenset({"command", "context", "health", "keys", "open"})
"""Keys of screens, some with priority: what is typed after them must go to what they open."""

_BACK_ON = "half a window back, on"
_NARROW_WIDE = "narrower, wider"


class Console(TerminalApp):
    """The whole program on a screen.

    `collect` is called in a thread after the first frame; without it the memory is shown as
    it is. `ascii` may be switched while it runs.
    """

    TITLE = "awsobs"
    ENABLE_COMMAND_PALETTE = False
    ALLOW_SELECT = False
    CSS_PATH = "styles/console.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        hidden("left_square_bracket", "move_window(-0.5)", _BACK_ON, "time.earlier", TIME),
        hidden("right_square_bracket", "move_window(0.5)", _BACK_ON, "time.later", TIME),
        hidden("left_curly_bracket", "resize_window(-1)", _NARROW_WIDE, "time.narrower", TIME),
        hidden("right_curly_bracket", "resize_window(1)", _NARROW_WIDE, "time.wider", TIME),
        hidden("0", "live", "back to live", "time.live", TIME),
        Binding("colon", "command", "cmd", id="find.command", priority=True, group=FIND),
        hidden("ctrl+p", "command", "palette", "console.palette", CONSOLE, priority=True),
        hidden("at", "context", "profile, region", "console.context", CONSOLE, priority=True),
        hidden(
            "exclamation_mark",
            "health",
            "health of every feed",
            "console.health",
            CONSOLE,
            priority=True,
        ),
        hidden("P", "open('patterns')", "patterns of lines", "move.patterns", MOVE),
        *DESK_BINDINGS,
        hidden("ctrl+l", "redraw", "redraw", "console.redraw", CONSOLE),
        hidden("ctrl+z", "suspend_process", "suspend", "console.suspend", CONSOLE),
        hidden("q", "leave", "quit", "console.quit", CONSOLE),
        hidden("ctrl+q", "leave", "quit", "console.quit_at_once", CONSOLE, priority=True),
        Binding("ctrl+c", "interrupt", "quit", id="console.interrupt", show=False, system=True),
        Binding(
            "question_mark,f1", "keys", "keys", id="console.keys", priority=True, group=CONSOLE
        ),
        hidden("minus", "previous_view", "previous view", "move.previous_view", MOVE),
    ]

    def __init__(
        self,
        settings: Settings,
        memory: Memory,
        clock: Clock,
        collect: Collect | None = None,
        *,
        colours: str | None = None,
    ) -> None:
        super().__init__(scroll_region=settings.scroll_region)
        self.set_keymap(settings.keymap)
        self.scene = Scene(settings, memory, clock)
        self.last_words = ""
        self._collect = collect
        self._colours = colours
        self._collecting: Collecting | None = None
        self._tick = Tick(memory, clock)
        self._history: list[str] = []
        self._mouse_on = settings.mouse
        self._hidden: frozenset[str] = frozenset()
        self._interrupted_at = float("-inf")
        self._guard_filter = SafeTextFilter(drawable_text)
        self._ascii_filter = AsciiFilter(enabled=settings.ascii)
        self._mono_filter = MonoFilter(enabled=False)
        self._account_filter = AccountFilter(self.scene.accounts)
        self._cockpit = CockpitScreen(self.scene)
        self._contexts = Contexts(settings, environ, self.show_context)
        self.desk = LogDesk(self, environ)
        for theme in THEMES:
            self.register_theme(theme)
        self.use_theme(MONO if settings.no_color else settings.theme)

    # --- drawing --------------------------------------------------------------------------

    @override
    def get_theme_variable_defaults(self) -> dict[str, str]:
        return variable_defaults(self.current_theme.to_color_system().generate())

    @override
    def get_line_filters(self) -> Sequence[LineFilter]:
        ours = (self._account_filter, self._guard_filter, self._ascii_filter, self._mono_filter)
        return [*super().get_line_filters(), *(one for one in ours if one.enabled)]

    def use_theme(self, name: str) -> None:
        """Change the colours; a twin of fewer colours where the terminal has no more."""
        full = SHORT_NAMES.get(name, name)
        self.theme = twin_for(full, self._colours or self.console.color_system)
        self._mono_filter.enabled = self.theme == MONO
        self.draw_again()

    def theme_names(self) -> Sequence[str]:
        """The names that `:theme` takes."""
        return list(SHORT_NAMES)

    # --- life -----------------------------------------------------------------------------

    @override
    def get_default_screen(self) -> CockpitScreen:
        return self._cockpit

    def on_mount(self) -> None:
        self.call_after_refresh(self._begin)

    def _begin(self) -> None:
        if self._collect is not None:
            self._start_collecting(self._collect)
        self._look()
        self.reveal()

    @work(thread=True, group="collecting")
    def _start_collecting(self, collect: Collect) -> None:
        try:
            collecting = collect()
        except CannotStart as why:
            if self.is_running:
                self.call_from_thread(self._give_up, why)
            return
        if not self.is_running:
            return  # the user left while it was being made
        collecting.show(self.scene.shown())
        collecting.set_hidden(self._hidden)
        collecting.start()
        self._collecting = collecting
        collecting.switch(self.scene.memory.visit)  # it may have changed in the meantime

    def _give_up(self, why: CannotStart) -> None:
        self.last_words = why.words
        self.exit(return_code=why.status)

    def on_unmount(self) -> None:
        if self._collecting is not None:
            self._collecting.stop()

    def _look(self) -> None:
        """One beat of the tick; the next follows at the pace that it asks for."""
        if not self.screen_stack:
            return
        self.desk.on_beat()
        beat = self._tick.beat()
        if not beat.is_empty or self._cockpit.has_work:
            self._cockpit.on_beat(beat)
            if beat.new_second and isinstance(self.screen, Page):
                self.screen.refresh_page()
        self.set_timer(self._tick.pause, self._look)

    # --- leaving --------------------------------------------------------------------------

    def action_leave(self) -> None:
        self.exit()

    def action_interrupt(self) -> None:
        """Leave on the second time within two seconds."""
        now = self.scene.clock.monotonic()
        if now - self._interrupted_at <= _AGAIN_SECONDS:
            self.exit(return_code=ExitStatus.INTERRUPTED)
        self._interrupted_at = now
        self.notify("press ^c again to quit", markup=False, timeout=_AGAIN_SECONDS)

    # --- the window -----------------------------------------------------------------------

    def wish(self, intent: Intent) -> None:
        """Change the one window, for all panes and all feeds."""
        self.scene.wish(intent)
        if self._collecting is not None:
            self._collecting.show(self.scene.shown())
        self._cockpit.show_all()

    def action_move_window(self, share: float) -> None:
        self.wish(MoveBy(share))

    def action_resize_window(self, steps: int) -> None:
        self.wish(Resize(steps))

    def action_live(self) -> None:
        self.wish(GoLive())

    def show_width(self, text: str) -> None:
        """Let the window be so wide, its end where it is."""
        window, width = self.scene.shown(), width_of(text)
        live = window.live
        self.scene.wish(ShowWindow(window.end - width, window.end))
        self.wish(GoLive() if live else ShowWindow(window.end - width, window.end))

    # --- screens --------------------------------------------------------------------------

    def action_command(self, typed: str = "") -> None:
        scene = self.scene
        commands = vocabulary(self, scene.memory.alarms.alarms(), scene.now())
        screen = CommandScreen(commands, self._history, typed=typed)
        self.push_screen(screen, _do)

    def action_context(self) -> None:
        menu = self.contexts()
        self.push_screen(CommandScreen([*menu.profiles, *menu.regions], [], menu.words), _do)

    def action_keys(self) -> None:
        pane, title = self._cockpit.focused_pane, self._cockpit.focused_title
        bindings = in_order(self.screen.active_bindings.values())
        self.push_screen(HelpScreen(title, bindings, pane.SEARCHED))

    def action_health(self) -> None:
        self.push_screen(HealthScreen(self.scene, self._cockpit.top_rows, ("cockpit", "health")))

    def action_open(self, what: str) -> None:
        self.desk.desks.open(what)

    def on_patterns_screen_picked(self, event: PatternsScreen.Picked) -> None:
        event.stop()
        self.pop_screen()
        self.show_pane("logs", filter_text(event.pattern))

    def action_desk(self, what: str) -> None:
        self.desk.do(what)

    def action_insights(self) -> None:
        self.desk.open_insights()

    def action_info(self) -> None:
        record = info_record(self.scene.settings, self.theme, self.console.color_system)
        self.open_record(Detail(number=":", title="INFO", name="", record=record))

    def action_previous_view(self) -> None:
        self.desk.traces.go_back()

    def on_cockpit_screen_laid(self, event: CockpitScreen.Laid) -> None:
        event.stop()
        self._hidden = event.hidden
        if self._collecting is not None:
            self._collecting.set_hidden(event.hidden)

    @override
    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        if action == "previous_view":
            return True if self.desk.traces.can_go_back else None
        if action == "desk":
            return self._cockpit.is_on_top and self.desk.can(str(parameters[0]))
        if action in _OPENING:
            return not isinstance(self.focused, Input) and not isinstance(self.screen, Overlay)
        return True

    def on_pane_opened(self, event: Pane.Opened) -> None:
        event.stop()
        self.open_record(event.detail)

    def on_pane_refresh_wanted(self, event: Pane.RefreshWanted) -> None:
        event.stop()
        if self._collecting is not None:
            self._collecting.refresh(event.source)

    def on_pane_cancel_wanted(self, event: Pane.CancelWanted) -> None:
        event.stop()
        if self._collecting is not None:
            self._collecting.cancel(event.source)

    def open_record(self, detail: Detail) -> None:
        """Show a record on a screen of its own."""
        crumbs = self._cockpit.crumbs() if detail.name else ("cockpit", detail.title.lower())
        top_rows, readable = self._cockpit.top_rows, self.scene.readable
        self.push_screen(RecordScreen(detail, top_rows, crumbs, readable))

    @property
    def collecting(self) -> Collecting | None:
        """What fills the memory, once it was made."""
        return self._collecting

    @property
    def cockpit(self) -> CockpitScreen:
        """The five panes."""
        return self._cockpit

    def tell(self, words: str, *, wrong: bool = False) -> None:
        """Say something for a moment."""
        self.notify(words, severity="error" if wrong else "information", markup=False)

    def open_over(self, screen: Screen[Any], then: Callable[[Any], None] | None = None) -> None:
        """Open a screen over this one; `then` takes what it is closed with."""
        self.push_screen(screen, then)

    # --- what commands do -----------------------------------------------------------------

    def show_pane(self, name: str, filter_text: str) -> None:
        """Focus a pane, and filter it if there is a filter."""
        self._cockpit.focus_pane(name)
        wrong = self._cockpit.pane(name).show_filtered(filter_text) if filter_text else ""
        if wrong:
            self.notify(f"{filter_text}: {wrong}", severity="error", markup=False)

    def contexts(self) -> Menu:
        """What can be switched to from here."""
        return self._contexts.menu(self.scene.memory.feeds.context)

    def show_context(self, context: Context) -> None:
        """Forget all that is known, and look at another account or region from now on."""
        present = self.scene.memory.feeds.context
        if (context.profile, context.region) == (present.profile, present.region):
            return
        visit = self.scene.memory.switch(context)
        if self._collecting is not None:
            self._collecting.switch(visit)
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self._cockpit.start_over()

    def show_alarm(self, name: str) -> None:
        """Open one alarm's detail."""
        self._cockpit.focus_pane("alarms")
        self._cockpit.open_alarm(name)

    def keys_of(self, usual: str, *names: str) -> str:
        """The keys of some actions as the screen names them, the user's where there are any."""
        return shown_keys(self.scene.settings.keymap, usual, *names)

    def show_accounts(self) -> None:
        """Show account numbers whole from now on, or in short again."""
        self.scene.reveals_accounts = not self.scene.reveals_accounts
        self._account_filter.enabled = not self.scene.reveals_accounts
        self._cockpit.show_all()
        for screen in self.screen_stack:
            if isinstance(screen, RecordScreen):
                screen.show_again()
                screen.refresh_page()
        self.draw_again()

    def option_names(self) -> Sequence[str]:
        """What `:set` switches."""
        return ["ascii", "mouse"]

    def set_option(self, name: str) -> None:
        """Switch an option on or off."""
        if name == "ascii":
            self._ascii_filter.enabled = not self._ascii_filter.enabled
            self.draw_again()
        else:
            self._switch_mouse()

    def _switch_mouse(self) -> None:
        self._mouse_on = not self._mouse_on
        if (driver := self.terminal_driver) is not None:
            driver.use_mouse(self._mouse_on)


def _do(afterwards: Afterwards | None) -> None:
    """What is left to do once the command line is closed."""
    if afterwards is not None:
        afterwards()
