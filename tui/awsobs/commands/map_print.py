"""A map on stdout: a drawing, JSON, or a graph for other programs; notes about it on stderr."""

import argparse
import json
from collections.abc import Iterable
from pathlib import Path

from awsobs.commands.map_subject import MapSubject
from awsobs.commands.output import Output, Shape, is_plain, printed
from awsobs.domain.clock import SystemClock
from awsobs.domain.service_graph import Basis
from awsobs.present.map_diff import diff_words
from awsobs.present.map_drawing import Drawing, Style, drawn
from awsobs.present.map_export import dot_lines, mermaid_lines, svg_lines
from awsobs.present.map_faces import Zoom
from awsobs.present.palettes import SHORT_NAMES
from awsobs.present.rows import text_of
from awsobs.settings import Settings, SettingsError

TEXT, SVG, DOT, MERMAID = "text", "svg", "dot", "mermaid"
FORMATS = (TEXT, SVG, DOT, MERMAID)

_BASES = {
    Basis.SERVICE_GRAPH: "counts are those of xray:GetServiceGraph; no trace was read",
    Basis.ROOT_CAUSES: "partial: edges from root causes only; no trace was read",
}


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
        plain=is_plain(settings) and namespace.format == TEXT,
        centred=False,
    )
    clock = SystemClock()
    begun = clock.monotonic()
    drawing = drawn(subject.contents, style)
    spent = clock.monotonic() - begun
    if namespace.view is not None:
        _write_view(namespace.view, subject, drawing)
    _note(subject, drawing, output)
    if output.as_shapes:
        return printed([output.line(_shape(subject, drawing, style, spent))])
    return printed(_lines(drawing, namespace.format, settings))


def _lines(drawing: Drawing, kind: str, settings: Settings) -> Iterable[str]:
    match kind:
        case "svg":
            return svg_lines(drawing, SHORT_NAMES.get(settings.theme, settings.theme))
        case "dot":
            return dot_lines(drawing)
        case "mermaid":
            return mermaid_lines(drawing)
        case _:
            return (text_of(row).rstrip() for row in drawing.rows)


def _note(subject: MapSubject, drawing: Drawing, output: Output) -> None:
    graph = subject.graph
    if subject.broken:
        output.note(f"{subject.broken:,} documents could not be read")
    if graph.bad_clocks:
        output.note(f"{graph.bad_clocks:,} times ended before they began; they count as 0")
    if (words := _BASES.get(graph.basis)) and graph.nodes:
        output.note(words)
    elif graph.known > graph.traces:
        read = f"{graph.traces:,} of {graph.known:,} traces read, sampled"
        output.note(f"{read}; figures are estimates for all of them")
    elif graph.traces:
        output.note(f"{graph.traces:,} traces, sampled")
    if drawing.view.groups:
        folded = sum(len(group.members) for group in drawing.view.groups)
        output.note(f"{folded:,} nodes are folded into {len(drawing.view.groups):,}")
    if drawing.view.hidden:
        output.note(f"…{len(drawing.view.hidden):,} more nodes are not shown")
    if not subject.contents.nodes:
        output.note("no node to draw")
    if told := subject.verdict():
        output.note(told)
    _note_differences(subject, output)


def _note_differences(subject: MapSubject, output: Output) -> None:
    if subject.before is None:
        return
    for line in diff_words(subject.differences, subject.names):
        output.note(line)
    if not subject.before.nodes:
        output.note("no trace before to compare with")
    elif not subject.differences:
        output.note("nothing is new, gone, slower or fails more than before")


def _write_view(path: Path, subject: MapSubject, drawing: Drawing) -> None:
    try:
        path.write_text(json.dumps(subject.view(drawing.view)) + "\n", encoding="utf-8")
    except OSError as error:
        raise SettingsError(f"--view {path}: {error.strerror}") from error


def _shape(subject: MapSubject, drawing: Drawing, style: Style, seconds: float) -> Shape:
    nodes, edges = subject.rows()
    folded = bool(drawing.view.groups or drawing.view.hidden)
    shape: dict[str, object] = {
        "nodes": nodes,
        "edges": edges,
        "traces": subject.graph.traces,
        "partial": subject.is_partial,
        "basis": subject.graph.basis.value,
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
    if subject.before is not None:
        shape["diff"] = subject.difference_rows()
    return shape
