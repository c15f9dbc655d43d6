"""Drawings of the map that are kept, so that what did not change is not laid out again."""

from collections import deque
from collections.abc import Sequence
from threading import Lock

from awsobs.domain.service_graph import ServiceGraph
from awsobs.domain.situation import Share
from awsobs.present.map_drawing import Drawing
from awsobs.present.map_text import draw

_KEPT = 6


class Drawer:
    """Draws for a pane, from any thread; clients are left out."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: deque[tuple[object, Drawing]] = deque(maxlen=_KEPT)

    def draw(
        self, graph: ServiceGraph, *, width: int, zoom: str, ranking: Sequence[Share]
    ) -> Drawing:
        """The drawing that `map_text.draw` makes."""
        key = (width, zoom, tuple(ranking), graph)
        with self._lock:
            kept = next((drawing for known, drawing in self._kept if known == key), None)
        if kept is None:
            kept = draw(graph, width=width, zoom=zoom, ranking=ranking, hide_clients=True)
            with self._lock:
                self._kept.append((key, kept))
        return kept
