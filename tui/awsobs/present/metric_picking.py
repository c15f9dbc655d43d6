"""Rows of the metric picker."""

from awsobs.domain.metrics import MetricKey
from awsobs.present.rows import Row, left, placed


def metric_row(metric: MetricKey, width: int, *, is_chosen: bool) -> Row:
    """Whether it is chosen, namespace, dimensions and name."""
    dimensions = " ".join(f"{name}={value}" for name, value in metric.dimensions)
    room = max(8, width // 4)
    return placed(
        width,
        [
            (1, (("+" if is_chosen else " ", "accent bold"),)),
            (3, ((left(metric.namespace, room - 4).rstrip(), "muted"),)),
            (room, ((left(metric.name, room + 4).rstrip(), "text"),)),
            (2 * room + 6, ((dimensions, "muted"),)),
        ],
    )


def foot_row(chosen: int, told: str) -> Row:
    """What the keys do, and what the listing is at."""
    keys = [
        ("enter", f"chart of {chosen}" if chosen else "chart"),
        ("tab", "choose several"),
        ("esc", "close"),
    ]
    named = (((key, "accent bold"), (f" {what}   ", "muted")) for key, what in keys)
    spans = [span for pair in named for span in pair]
    return (*spans, (told, "warning" if told.startswith("✖") else "muted"))
