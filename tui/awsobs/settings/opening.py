"""The window that a run opens on: the last half hour, or what `--from` and `--to` ask for."""

from datetime import datetime, timedelta

from awsobs.domain.window import Window, live_window
from awsobs.languages.times import end_after
from awsobs.settings.lookup import WIDEST
from awsobs.settings.record import Settings, SettingsError

_NARROWEST = timedelta(seconds=1)


def opening_window(settings: Settings, now: datetime) -> Window:
    """The window at the moment `now`; one without an end of its own follows the clock.

    Raises:
        SettingsError: it would end before it starts, or be too wide.
    """
    first, last = settings.start, settings.end
    if first is None and last is None:
        return live_window(now, settings.window)
    has_width = settings.origins.get("window") == "--window"
    if first is None or last is None:
        return _one_sided(settings, now, has_width=has_width)
    if has_width:
        raise SettingsError("--window does not go with --from and --to together")
    start = first.at(now)
    return _window(start, end_after(start, last, now), now)


def _one_sided(settings: Settings, now: datetime, *, has_width: bool) -> Window:
    """A window whose other end is now, or as far away as `--window` says."""
    if settings.end is not None:
        end = settings.end.at(now)
        return _window(end - settings.window, end, now)
    start = settings.start.at(now) if settings.start is not None else now
    if has_width:
        return _window(start, start + settings.window, now)
    return _window(start, now, now, live=True)


def _window(start: datetime, end: datetime, now: datetime, *, live: bool = False) -> Window:
    if start > now:
        raise SettingsError(f"--from: {start:%Y-%m-%d %H:%M:%S}Z is yet to come")
    if end - start < _NARROWEST:
        raise SettingsError(f"--to: the window would end at {end:%H:%M:%S}Z, before its start")
    if end - start > WIDEST:
        raise SettingsError(f"--from: the window would be wider than {WIDEST.days}d; give --to")
    return Window(start=start, end=end, live=live)
