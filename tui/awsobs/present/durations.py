"""Ages, distances and times of day, in the few cells that a column has."""

from datetime import UTC, datetime, timedelta

MINUS = "−"


def age(passed: timedelta) -> str:
    """How long ago: `4s`, `4m`, `1h35`, `11h`, `8d`."""
    seconds = _seconds(passed)
    if seconds < 3600:
        return f"{seconds}s" if seconds < 60 else f"{seconds // 60}m"
    hours, minutes = divmod(seconds // 60, 60)
    if hours >= 24:
        return f"{hours // 24}d"
    return f"{hours}h" if hours >= 10 or not minutes else f"{hours}h{minutes:02}"


def short_age(passed: timedelta) -> str:
    """How long ago in at most four cells and one part: `4s`, `95m`, `3h`, `8d`."""
    seconds = _seconds(passed)
    minutes = seconds // 60
    if seconds < 60:
        return f"{seconds}s"
    if minutes < 100:
        return f"{minutes}m"
    return f"{minutes // 60}h" if minutes < 48 * 60 else f"{minutes // 1440}d"


def age_words(passed: timedelta) -> str:
    """How long ago in a sentence: `8 s`, `4 m`, `11 h`, `8 d`."""
    text = short_age(passed)
    return f"{text[:-1]} {text[-1]}"


def exact(passed: timedelta) -> str:
    """A stretch whose seconds matter: `48s`, `4m02`, `19m`, `1h01`."""
    seconds = _seconds(passed)
    if 60 <= seconds < 600:
        return f"{seconds // 60}m{seconds % 60:02}"
    return age(passed)


def apart(skew: timedelta) -> str:
    """How far apart two clocks are, to the nearest minute: `10m`, `1h`."""
    return age(timedelta(minutes=round(abs(skew) / timedelta(minutes=1))))


def distance(at: datetime, onset: datetime) -> str:
    """How far a moment is from the onset: `−1m48` before it, `+2m05` after."""
    passed = at - onset
    return f"{MINUS if passed < timedelta() else '+'}{exact(abs(passed))}"


def clock_time(at: datetime) -> str:
    """`HH:MM:SS`, UTC."""
    return at.astimezone(UTC).strftime("%H:%M:%S")


def clock_minute(at: datetime) -> str:
    """`HH:MM`, UTC."""
    return at.astimezone(UTC).strftime("%H:%M")


def dated_time(at: datetime, now: datetime) -> str:
    """The time of day, or the date if it is not today."""
    shown, today = at.astimezone(UTC), now.astimezone(UTC)
    return clock_time(at) if shown.date() == today.date() else shown.strftime("%d %b")


def dated_minute(at: datetime, now: datetime) -> str:
    """Like `dated_time`, in five or six cells."""
    text = dated_time(at, now)
    return text[:5] if ":" in text else text


def width_words(width: timedelta) -> str:
    """The width of a window: `30m`, `1h`, `24h`."""
    minutes = max(1, round(width.total_seconds() / 60))
    return f"{minutes // 60}h" if minutes % 60 == 0 else f"{minutes}m"


def _seconds(passed: timedelta) -> int:
    return max(0, int(passed.total_seconds()))
