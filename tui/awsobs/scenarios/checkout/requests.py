"""One visit told whole: its log lines, datapoints and segments from one plan."""

from awsobs.scenarios.checkout.lines import lines_of
from awsobs.scenarios.checkout.points import points_of
from awsobs.scenarios.checkout.segments import segments_of
from awsobs.scenarios.checkout.visits import Visit
from awsobs.scenarios.story import Happenings


def told(visit: Visit) -> Happenings:
    """Everything that a visit leaves behind, wherever in time it falls."""
    return Happenings(
        lines=list(lines_of(visit)),
        points=list(points_of(visit)),
        segments=list(segments_of(visit)),
    )
