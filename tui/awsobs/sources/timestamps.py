"""The timestamps of AWS's wire formats, some twenty times as fast as by guessing the format."""

from datetime import UTC, datetime

from botocore.utils import parse_timestamp


def timestamp(value: str | float) -> datetime:
    """An aware moment: seconds since the epoch, ISO 8601, or what botocore can make of it.

    Raises:
        ValueError: it is none of these.
    """
    try:
        if isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
        return datetime.fromtimestamp(value, UTC)
    except (ValueError, OverflowError, OSError):
        guessed: datetime = parse_timestamp(str(value))
        return guessed
