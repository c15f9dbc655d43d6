"""The filter of TRAIL where the events are: what it demands is looked up by its one attribute."""

from typing import Protocol

from awsobs.app.collecting_port import Collecting
from awsobs.app.panes.trail import TrailPane
from awsobs.app.scene import Scene
from awsobs.languages.console_filter import FilterError
from awsobs.languages.lookup_attribute import Attribute, lookup_attribute
from awsobs.present.searchable import TRAIL


class Host(Protocol):
    """The console as this sees it."""

    @property
    def scene(self) -> Scene: ...
    @property
    def collecting(self) -> Collecting | None: ...
    def tell(self, words: str, *, wrong: bool = False) -> None: ...


class TrailSeeking:
    """Follows what the user filters by, and whether older events are to be read at all."""

    def __init__(self, host: Host) -> None:
        self._host = host
        self._seen: tuple[int, str] = (host.scene.memory.visit.epoch, "")
        self._attribute: Attribute | None = None
        self._is_stopped = False

    def keep_up(self, pane: TrailPane) -> None:
        """Have the attribute of another filter looked up, once the user has agreed on it."""
        collecting, epoch = self._host.collecting, self._host.scene.memory.visit.epoch
        if collecting is None or pane.editing or (epoch, pane.filter_text) == self._seen:
            return
        if epoch != self._seen[0]:
            # The new visit knows nothing yet of what was asked for in the old one.
            self._attribute, self._is_stopped = None, False
        self._seen = (epoch, pane.filter_text)
        attribute = _attribute_of(pane.filter_text)
        pane.runs_at = "server+local" if attribute else "local"
        pane.refresh_view()
        if attribute != self._attribute:
            self._attribute = attribute
            collecting.seek_trail(attribute)

    def switch_reading(self) -> None:
        """Read no older events, or go on."""
        coverage, collecting = self._host.scene.memory.trail.coverage, self._host.collecting
        if collecting is None or coverage is None:
            self._host.tell("nothing of the trail is read yet", wrong=True)
        elif not self._is_stopped and not coverage.unread:
            self._host.tell("all of the window was read")
        else:
            self._is_stopped = not self._is_stopped
            collecting.stop_trail(stopped=self._is_stopped)
            words = "no older events are read; S goes on" if self._is_stopped else "reading on"
            self._host.tell(words)


def _attribute_of(text: str) -> Attribute | None:
    try:
        return lookup_attribute(text, TRAIL.fields)
    except FilterError:
        return None  # the pane has told what is wrong with it
