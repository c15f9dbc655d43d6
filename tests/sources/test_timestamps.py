from datetime import UTC, datetime, timedelta

import pytest

from awsobs.sources.timestamps import timestamp

NOON = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "moment"),
    [
        ("2026-11-25T12:00:00Z", NOON),
        ("2026-11-25T12:00:00.250000+00:00", NOON + timedelta(milliseconds=250)),
        ("2026-11-25T14:00:00+02:00", NOON),
        ("2026-11-25T12:00:00", NOON),
        (NOON.timestamp(), NOON),
        (str(NOON.timestamp()), NOON),
        ("Wed, 25 Nov 2026 12:00:00 GMT", NOON),
    ],
)
def test_every_format_of_the_wire_is_read(value: str | float, moment: datetime) -> None:
    assert timestamp(value) == moment


def test_what_is_no_timestamp_is_refused() -> None:
    with pytest.raises(ValueError, match="nonsense"):
        timestamp("nonsense")
