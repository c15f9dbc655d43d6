"""The one stretch of time that all panes show, and the wishes that change it."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

WIDTHS = tuple(timedelta(minutes=m) for m in (5, 15, 30, 60, 180, 360, 720, 1440))
"""The widths that `{` and `}` step through."""

DEFAULT_WIDTH = timedelta(minutes=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """`start` (inclusive) to `end` (exclusive); a live window's end follows the clock.

    The anchor is the moment an incident is measured from, usually the first transition
    into ALARM; the baseline is the stretch of the same width just before the anchor.
    """

    start: datetime
    end: datetime
    live: bool = True
    anchor: datetime | None = None

    @property
    def width(self) -> timedelta:
        return self.end - self.start

    @property
    def baseline(self) -> tuple[datetime, datetime]:
        """The stretch to compare with: as wide, and before the anchor (or the start)."""
        until = self.anchor if self.anchor is not None else self.start
        return until - self.width, until

    def at(self, now: datetime) -> "Window":
        """This window at the moment `now`: a live one ends there."""
        return replace(self, start=now - self.width, end=now) if self.live else self


def live_window(now: datetime, width: timedelta = DEFAULT_WIDTH) -> Window:
    """The window that ends at `now` and follows it."""
    return Window(start=now - width, end=now)


@dataclass(frozen=True, slots=True)
class ShowWindow:
    """Show exactly this stretch, and stop following the clock."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class MoveBy:
    """Move by this share of the width (-0.5: half a width earlier); leaves LIVE."""

    share: float


@dataclass(frozen=True, slots=True)
class Resize:
    """Step through `WIDTHS`: -1 is narrower, +1 wider. The end stays."""

    steps: int


@dataclass(frozen=True, slots=True)
class GoLive:
    """Follow the clock again, with the present width."""


@dataclass(frozen=True, slots=True)
class SetAnchor:
    """Measure distances from this moment; None forgets it."""

    at: datetime | None


Intent = ShowWindow | MoveBy | Resize | GoLive | SetAnchor


def changed(window: Window, intent: Intent, now: datetime) -> Window:
    """The window after an intent.

    Raises:
        ValueError: a `ShowWindow` that ends before it starts.
    """
    window = window.at(now)
    match intent:
        case ShowWindow(start, end):
            if end <= start:
                raise ValueError(f"the window would end at {end}, before its start at {start}")
            return replace(window, start=start, end=end, live=False)
        case MoveBy(share) if window.live and share > 0:
            return window
        case MoveBy(share):
            end = min(window.end + window.width * share, now)
            return replace(window, start=end - window.width, end=end, live=False)
        case Resize(steps):
            return replace(window, start=window.end - _stepped(window.width, steps))
        case GoLive():
            return replace(window, start=now - window.width, end=now, live=True)
        case SetAnchor(at):
            return replace(window, anchor=at)


def _stepped(width: timedelta, steps: int) -> timedelta:
    """The width some steps further, from the nearest step on the way there."""
    if steps < 0:
        smaller = [w for w in WIDTHS if w < width]
        return smaller[max(0, len(smaller) + steps)] if smaller else width
    larger = [w for w in WIDTHS if w > width]
    return larger[min(len(larger), steps) - 1] if larger and steps else width
