"""`awsobs map`: the service map of an account, of files, or of any graph, as text or JSON."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from awsobs.commands.map_print import print_map
from awsobs.commands.map_subject import MapSubject, graph_in, graph_subject, plain_subject
from awsobs.commands.output import NARROWEST, Output, output_of
from awsobs.commands.reading import look, say_failures
from awsobs.commands.segment_files import file_refusal
from awsobs.commands.twin import filter_of
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.service_graph import GraphNode, ServiceGraph
from awsobs.present.emptiness import empty_words
from awsobs.present.map import matching
from awsobs.present.map_drawing import FOLD_FROM
from awsobs.present.map_faces import Zoom
from awsobs.present.searchable import MAP
from awsobs.settings import Settings, SettingsError, first_environment, settings_from


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `awsobs map`."""
    what = parser.add_mutually_exclusive_group()
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
    """Draw; the drawing alone goes to stdout, notes go to stderr.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "map")
    if output.width < NARROWEST:
        raise SettingsError(f"--width {output.width} is too narrow, a map needs {NARROWEST} cells")
    try:
        if namespace.graph is not None:
            subject = _in_file(namespace.graph, namespace.hide)
        elif namespace.from_files is not None:
            subject = _in_files(namespace.from_files, namespace.hide, settings)
        else:
            return _of_the_account(namespace, settings, output)
        return print_map(subject, namespace, settings, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED


def _in_file(path: Path, hidden: Sequence[str]) -> MapSubject:
    try:
        return plain_subject(path, hidden)
    except OSError as error:
        raise SettingsError(f"--graph {path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"--graph {path}: {error}") from error


def _in_files(paths: Sequence[Path], hidden: Sequence[str], settings: Settings) -> MapSubject:
    wanted = filter_of(MAP, settings)
    try:
        graph, broken = graph_in(paths)
    except OSError as error:
        raise file_refusal(error) from error
    return graph_subject(_matching(graph, wanted), hidden, broken)


def _of_the_account(namespace: argparse.Namespace, settings: Settings, output: Output) -> int:
    """The map of the window's traces; what could not be read of them is said after it."""
    wanted = filter_of(MAP, settings)
    found = look(settings, output, "traces", asked=("traces",), brief=False)
    store, window = found.memory.traces, found.window
    end = found.now if window.live else window.end
    graph = store.graph(window.start, end)
    graph = replace(graph, partial=graph.partial or found.error is not None)
    if graph.nodes:
        broken = sum(trace.broken for trace in store.traces())
        subject = graph_subject(_matching(graph, wanted), namespace.hide, broken)
        status = print_map(subject, namespace, settings, output)
        return status or say_failures(found, output)
    if found.error is None:
        output.note(empty_words("map"))
        return print_map(graph_subject(graph, ()), namespace, settings, output)
    return say_failures(found, output)


def _matching(graph: ServiceGraph, wanted: Callable[[GraphNode], bool] | None) -> ServiceGraph:
    return graph if wanted is None else matching(graph, wanted)
