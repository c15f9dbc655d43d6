"""What the whole screen is about: settings, memory, clock, and the one window."""

from datetime import datetime, timedelta

from awsobs.analysis.incident import NO_INCIDENT, Incident
from awsobs.analysis.pattern_changes import Stretches, known_part, stretches_of
from awsobs.app.insight import Insight, Question, insight_of
from awsobs.domain.account_ids import abbreviated
from awsobs.domain.clock import Clock
from awsobs.domain.logs import datetime_of
from awsobs.domain.safe_text import safe_text
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Situation
from awsobs.domain.window import Intent, Window, changed
from awsobs.settings import Settings
from awsobs.settings.opening import opening_window
from awsobs.store.memory import Memory
from awsobs.store.patterns import PatternStore

_RETHINK_SECONDS = 5.0


class Scene:
    """Owned by the console; panes and screens read it.

    The graph and the situation are those that were worked out last. Whoever has the time asks
    for the `question`, which changes with the records and every few seconds while the window
    moves, and hands in the answer.
    """

    def __init__(self, settings: Settings, memory: Memory, clock: Clock) -> None:
        self.settings = settings
        self.memory = memory
        self.clock = clock
        self.window: Window = opening_window(settings, clock.now())
        self.reveals_accounts = False
        self.patterns = PatternStore(memory.logs)
        self._insight = Insight()

    def now(self) -> datetime:
        """This moment."""
        return self.clock.now()

    def shown(self) -> Window:
        """The window as it stands at this moment."""
        return self.window.at(self.now())

    def of_lines(self) -> Window:
        """The window; of files that are shown whole, the time that their lines tell of."""
        window, span = self.shown(), self.memory.logs.span
        if not (self.settings.from_files and window.live and span):
            return window
        start, end = map(datetime_of, span)
        whole = start.replace(microsecond=0)
        return Window(start=whole, end=max(end, whole) + timedelta(seconds=1), live=False)

    def stretches(self) -> Stretches:
        """What is looked at, and what it is compared with.

        Files that are shown whole have nothing before: their second half is told against the
        first.
        """
        window = self.of_lines()
        if self.settings.from_files and self.window.live:
            middle = window.start + window.width / 2
            return Stretches(now=(middle, window.end), before=(window.start, middle))
        span = self.memory.logs.span
        known = datetime_of(span[0]) if span else None
        return known_part(stretches_of(window, self.situation().onset), known)

    def accounts(self) -> tuple[str, ...]:
        """The number of the account that is looked at, once it is known."""
        board = self.memory.feeds
        found = (board.identity.account if board.identity else "", board.context.account)
        return tuple({account for account in found if account})

    def readable(self, text: str) -> str:
        """A text of a record as it may be shown: safe, account numbers in short."""
        shown = safe_text(text)
        return shown if self.reveals_accounts else abbreviated(shown, self.accounts())

    def wish(self, intent: Intent) -> None:
        """Change the window as the user wants it."""
        self.window = changed(self.window, intent, self.now())

    @property
    def insight(self) -> Insight:
        """What was worked out last; of records that nobody has looked at yet, at once."""
        if self._insight.epoch != self.memory.visit.epoch:
            self._insight = insight_of(self._question(NO_INCIDENT))
        return self._insight

    def graph(self) -> ServiceGraph:
        """Who called whom in the window, and how it went since the onset if there is one."""
        return self.insight.graph

    def situation(self) -> Situation:
        """What is broken, since when, and what changed before."""
        return self.insight.situation

    def question(self) -> Question | None:
        """What has to be worked out anew; None while nothing has changed."""
        known = self.insight
        return None if self._key() == known.key else self._question(known.incident)

    def take(self, insight: Insight) -> bool:
        """Tell everybody from now on; whether that is anything new."""
        before = self.insight
        if insight.epoch != before.epoch:
            return False  # of an account or region that was left in the meantime
        self._insight = insight
        return (before.graph, before.situation) != (insight.graph, insight.situation)

    def _question(self, before: Incident) -> Question:
        return Question(
            key=self._key(),
            epoch=self.memory.visit.epoch,
            memory=self.memory,
            window=self.window,
            now=self.now(),
            before=before,
        )

    def _key(self) -> object:
        memory = self.memory
        revisions = (memory.alarms.revision, memory.trail.revision, memory.traces.revision)
        return (memory.visit.epoch, *revisions, self._moment())

    def _moment(self) -> object:
        if not self.window.live:
            return self.window
        return self.window.width, int(self.clock.monotonic() / _RETHINK_SECONDS)
