"""What a big chart is drawn of, and how the user wants it drawn."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from awsobs.domain.alarms import Alarm, AlarmChange
from awsobs.domain.metrics import Series
from awsobs.present.chart import Guide


@dataclass(frozen=True, slots=True, kw_only=True)
class Charted:
    """What there is to draw: series, the same ones `shift` earlier, and what goes with them."""

    series: tuple[Series, ...]
    before: tuple[Series, ...] = ()
    shift: timedelta | None = None
    band: tuple[Series, ...] = ()
    alarms: tuple[Alarm, ...] = ()
    history: Mapping[str, Sequence[AlarmChange]] = field(
        default_factory=dict[str, Sequence[AlarmChange]]
    )
    suspect: Guide | None = None
    changes: tuple[datetime, ...] = ()
    onset: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChartLook:
    """How the user wants it drawn: the key of the series in front, and the moment pointed at."""

    selected: str = ""
    cursor: datetime | None = None
    is_log: bool = False
