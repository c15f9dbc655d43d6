"""What the whole screen is about: settings, memory, clock, and the one window."""

from datetime import datetime

from awsobs.analysis.situation import onset_of, situation_of
from awsobs.domain.clock import Clock
from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Situation
from awsobs.domain.window import Intent, Window, changed
from awsobs.settings import Settings
from awsobs.settings.opening import opening_window
from awsobs.store.memory import Memory

_RETHINK_SECONDS = 5.0


class Scene:
    """Owned by the console; panes and screens read it.

    The graph and the situation are worked out again when their records change, and every few
    seconds while the window moves.
    """

    def __init__(self, settings: Settings, memory: Memory, clock: Clock) -> None:
        self.settings = settings
        self.memory = memory
        self.clock = clock
        self.window: Window = opening_window(settings, clock.now())
        self._graph: tuple[object, ServiceGraph] = (None, ServiceGraph())
        self._situation: tuple[object, Situation] = (None, Situation())

    def now(self) -> datetime:
        """This moment."""
        return self.clock.now()

    def shown(self) -> Window:
        """The window as it stands at this moment."""
        return self.window.at(self.now())

    def wish(self, intent: Intent) -> None:
        """Change the window as the user wants it."""
        self.window = changed(self.window, intent, self.now())

    def graph(self) -> ServiceGraph:
        """Who called whom in the window, and how it went since the onset if there is one."""
        onset = onset_of(self.memory.alarms.alarms())
        key = (self.memory.traces.revision, self._moment(), onset)
        if self._graph[0] != key:
            window = self.shown()
            self._graph = (key, self.memory.traces.graph(window.start, window.end, onset))
        return self._graph[1]

    @property
    def graph_key(self) -> object:
        """Equal as long as the graph is the same."""
        return self._graph[0]

    def situation(self) -> Situation:
        """What is broken, since when, and what changed before."""
        memory, graph = self.memory, self.graph()
        key = (memory.alarms.revision, memory.trail.revision, self._graph[0])
        if self._situation[0] != key:
            situation = situation_of(
                alarms=memory.alarms.alarms(),
                graph=graph,
                events=memory.trail.events(),
                window=self.shown(),
                now=self.now(),
            )
            self._situation = (key, situation)
        return self._situation[1]

    def _moment(self) -> object:
        if not self.window.live:
            return self.window
        return self.window.width, int(self.clock.monotonic() / _RETHINK_SECONDS)
