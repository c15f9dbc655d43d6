"""A map on stdout, as a drawing or as JSON, and the notes about it on stderr."""

import argparse
import json
from pathlib import Path

from awsobs.commands.map_subject import MapSubject
from awsobs.commands.output import Output, Shape, is_plain, printed
from awsobs.domain.clock import SystemClock
from awsobs.present.map_drawing import Drawing, Style, drawn
from awsobs.present.map_faces import Zoom
from awsobs.present.rows import text_of
from awsobs.settings import Settings, SettingsError


def print_map(
    subject: MapSubject, namespace: argparse.Namespace, settings: Settings, output: Output
) -> int:
    """Draw and print; the exit status.

    Raises:
        SettingsError: the fold cannot be written where it was asked for.
    """
    style = Style(
        width=output.width,
        zoom=Zoom(namespace.zoom),
        fold={"none": False, "auto": True}.get(namespace.fold),
        plain=is_plain(settings),
        centred=False,
    )
    clock = SystemClock()
    begun = clock.monotonic()
    drawing = drawn(subject.contents, style)
    spent = clock.monotonic() - begun
    _note(subject, drawing, output)
    if namespace.view is not None:
        _write_view(namespace.view, subject, drawing)
    if output.as_shapes:
        return printed([output.line(_shape(subject, drawing, style, spent))])
    return printed(text_of(row).rstrip() for row in drawing.rows)


def _note(subject: MapSubject, drawing: Drawing, output: Output) -> None:
    if subject.broken:
        output.note(f"{subject.broken:,} documents could not be read")
    if drawing.view.groups:
        folded = sum(len(group.members) for group in drawing.view.groups)
        output.note(f"{folded:,} nodes are folded into {len(drawing.view.groups):,}")
    if drawing.view.hidden:
        output.note(f"…{len(drawing.view.hidden):,} more nodes are not shown")
    if not subject.contents.nodes:
        output.note("no node to draw")


def _write_view(path: Path, subject: MapSubject, drawing: Drawing) -> None:
    try:
        path.write_text(json.dumps(subject.view(drawing.view)) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"--view {path}: {error.strerror}") from error


def _shape(subject: MapSubject, drawing: Drawing, style: Style, seconds: float) -> Shape:
    nodes, edges = subject.rows()
    folded = bool(drawing.view.groups or drawing.view.hidden)
    return {
        "nodes": nodes,
        "edges": edges,
        "traces": subject.graph.traces,
        "partial": subject.is_partial,
        "layout": {
            "zoom": style.zoom.value,
            "fold": "auto" if folded else "none",
            "view": subject.view(drawing.view),
            "crossings": drawing.crossings,
            "width": drawing.width,
            "height": drawing.height,
            "ms": round(seconds * 1000, 1),
        },
    }
