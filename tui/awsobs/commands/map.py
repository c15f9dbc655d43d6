"""`awsobs map`: the service map of recorded traces, or of any graph, as text or JSON."""

import argparse
import json
import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from awsobs.commands.map_subject import MapSubject, plain_subject, traced_subject
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.present.map_drawing import FOLD_FROM, Drawing, Style, drawn
from awsobs.present.map_faces import Zoom
from awsobs.present.rows import text_of

_NARROWEST = 40
_SCHEMA = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `awsobs map`."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--graph", metavar="FILE", type=Path, help="a graph of nodes and edges, JSON")
    what.add_argument(
        "--from-files",
        metavar="PATH",
        type=Path,
        nargs="+",
        help="X-Ray segment documents, one JSON a line, gzip or not, or folders of them",
    )
    parser.add_argument(
        "--zoom", choices=[zoom.value for zoom in Zoom], default="name", help="how much of a node"
    )
    parser.add_argument(
        "--fold", choices=("none", "auto"), help=f"fold like leaves; auto above {FOLD_FROM} nodes"
    )
    parser.add_argument(
        "--hide", metavar="TYPE", action="append", default=[], help="leave out nodes of this type"
    )
    parser.add_argument("--view", metavar="FILE", type=Path, help="write what was folded, as JSON")


def run(namespace: argparse.Namespace) -> int:
    """Draw; the drawing alone goes to stdout, notes go to stderr."""
    width = _width(getattr(namespace, "width", None))
    if width < _NARROWEST:
        return _refused(f"--width {width} is too narrow, a map needs {_NARROWEST} cells")
    try:
        subject = _subject(namespace)
    except OSError as error:
        return _refused(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except ValueError as error:
        return _refused(f"--graph {namespace.graph}: {error}")
    style = Style(
        width=width,
        zoom=Zoom(namespace.zoom),
        fold={"none": False, "auto": True}.get(namespace.fold),
        plain=getattr(namespace, "ascii", False) or not _can_draw(),
        centred=False,
    )
    clock = SystemClock()
    begun = clock.monotonic()
    drawing = drawn(subject.contents, style)
    spent = clock.monotonic() - begun
    _note(subject, drawing)
    if namespace.view is not None and (why := _write_view(namespace.view, subject, drawing)):
        return _refused(why)
    if getattr(namespace, "json", False):
        return _print([json.dumps(_answer(subject, drawing, style, spent))])
    return _print([text_of(row).rstrip() for row in drawing.rows])


def _subject(namespace: argparse.Namespace) -> MapSubject:
    if namespace.graph is not None:
        return plain_subject(namespace.graph, namespace.hide)
    return traced_subject(namespace.from_files, namespace.hide)


def _width(asked: int | None) -> int:
    """As wide as the terminal, COLUMNS, or --width, in rising order of precedence."""
    if asked is not None:
        return asked
    columns = os.environ.get("COLUMNS", "")
    if columns.isdigit() and int(columns):
        return int(columns)
    return shutil.get_terminal_size((80, 24)).columns


def _can_draw() -> bool:
    """Whether what we print on can hold line characters."""
    try:
        "─✖▼".encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _note(subject: MapSubject, drawing: Drawing) -> None:
    notes: list[str] = []
    if subject.broken:
        notes.append(f"{subject.broken:,} documents could not be read")
    if drawing.view.groups:
        folded = sum(len(group.members) for group in drawing.view.groups)
        notes.append(f"{folded:,} nodes are folded into {len(drawing.view.groups):,}")
    if drawing.view.hidden:
        notes.append(f"…{len(drawing.view.hidden):,} more nodes are not shown")
    if not subject.contents.nodes:
        notes.append("no node to draw")
    for note in notes:
        print(f"awsobs map: {note}", file=sys.stderr)


def _write_view(path: Path, subject: MapSubject, drawing: Drawing) -> str:
    """Write the fold; gives what went wrong, or nothing."""
    try:
        path.write_text(json.dumps(subject.view(drawing.view)) + "\n", encoding="utf-8")
    except OSError as error:
        return f"--view {path}: {error.strerror}"
    return ""


def _answer(
    subject: MapSubject, drawing: Drawing, style: Style, seconds: float
) -> dict[str, object]:
    nodes, edges = subject.rows()
    folded = bool(drawing.view.groups or drawing.view.hidden)
    return {
        "schema": _SCHEMA,
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


def _print(lines: Sequence[str]) -> int:
    try:
        for line in lines:
            print(line)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain once more when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return ExitStatus.BROKEN_PIPE
    return 0


def _refused(why: str) -> int:
    print(f"awsobs map: {why}", file=sys.stderr)
    return ExitStatus.USAGE
