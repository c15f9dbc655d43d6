"""CloudWatch dashboards: as listed, and what stands on one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from awsobs.domain.alarms import Alarm
from awsobs.domain.metrics import MetricKey, Series

COLUMNS = 24
"""The grid that widgets stand on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dashboard:
    """One dashboard; `body` is its JSON text, empty until it was fetched."""

    name: str
    modified: datetime | None = None
    size: int = 0
    body: str = ""


class WidgetKind(Enum):
    """As a body spells them; UNKNOWN is whatever else there may be."""

    METRIC = "metric"
    TEXT = "text"
    LOG = "log"
    ALARM = "alarm"
    EXPLORER = "explorer"
    CUSTOM = "custom"
    UNKNOWN = "unknown"


class View(Enum):
    """How a widget shows what it has, as a body spells it."""

    TIME_SERIES = "timeSeries"
    SINGLE_VALUE = "singleValue"
    GAUGE = "gauge"
    BAR = "bar"
    PIE = "pie"
    TABLE = "table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plotted:
    """One row of a widget's `metrics`: a metric with a statistic, or an expression.

    `id` is the one that expressions of the same widget name; it may be empty.
    """

    id: str = ""
    metric: MetricKey | None = None
    expression: str = ""
    statistic: str = "Average"
    period: timedelta = timedelta(minutes=5)
    label: str = ""
    region: str = ""
    account: str = ""
    is_right: bool = False
    is_visible: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """The limits and the name of an axis, where the body gives any."""

    low: float | None = None
    high: float | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A horizontal annotation; with `until` a band. `fill` is above, below, between or nothing."""

    value: float
    until: float | None = None
    label: str = ""
    fill: str = ""
    is_right: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Upright:
    """A vertical annotation; with `until` a stretch of time."""

    at: datetime
    until: datetime | None = None
    label: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Widget:
    """One widget where it stands on the grid, with what its kind has.

    `place` is its number in the body. `alarms` are ARNs or names, of an alarm widget or of the
    annotations of a graph. `span` is the stretch of time that it has of its own. `trouble` says
    what of it could not be understood, `source` is its JSON.
    """

    place: int
    x: int
    y: int
    width: int
    height: int
    kind: WidgetKind
    title: str = ""
    region: str = ""
    view: View = View.TIME_SERIES
    is_stacked: bool = False
    has_sparkline: bool = True
    is_whole_range: bool = False
    plotted: tuple[Plotted, ...] = ()
    levels: tuple[Level, ...] = ()
    uprights: tuple[Upright, ...] = ()
    left: Axis = Axis()
    right: Axis = Axis()
    alarms: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    text: str = ""
    query: str = ""
    span: tuple[str, str] = ("", "")
    trouble: str = ""
    source: object = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Variable:
    """What a dashboard lets its user change; `value` is what stands in its place now."""

    id: str
    label: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """A body that was understood; `unknown` counts fields that nobody knows."""

    widgets: tuple[Widget, ...] = ()
    variables: tuple[Variable, ...] = ()
    start: str = ""
    end: str = ""
    unknown: int = 0


class BodyRefused(ValueError):
    """A body is none: says what is wrong and where."""


JsonObject = Mapping[str, object]
"""An object as JSON has it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What was read for widgets: series and troubles by their places, alarms by ARN and name."""

    series: Mapping[int, tuple[Series, ...]] = field(default_factory=dict[int, tuple[Series, ...]])
    alarms: Mapping[str, Alarm] = field(default_factory=dict[str, Alarm])
    troubles: Mapping[int, str] = field(default_factory=dict[int, str])
