"""`awsobs map`: the service map of an account, of files, or of any graph, as text or JSON."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from awsobs.analysis.graphs.scope import kept
from awsobs.commands.asking import refused
from awsobs.commands.map_graphs import (
    AUTO,
    MOST_TRACES,
    SERVICES,
    SOURCES,
    Graphs,
    graphs_of_account,
    graphs_of_files,
)
from awsobs.commands.map_print import FORMATS, print_map
from awsobs.commands.map_subject import MapSubject, diff_subject, graph_subject, plain_subject
from awsobs.commands.output import NARROWEST, Output, output_of
from awsobs.commands.reading import say_failures
from awsobs.commands.segment_files import add_segment_files, file_refusal
from awsobs.commands.traces import add_expression
from awsobs.commands.twin import filter_of
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.service_graph import GraphNode, ServiceGraph
from awsobs.domain.source_state import SourceError
from awsobs.present.emptiness import empty_words
from awsobs.present.map_drawing import FOLD_FROM
from awsobs.present.map_faces import Zoom
from awsobs.present.searchable import MAP
from awsobs.settings import Settings, SettingsError, first_environment, settings_from


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of `awsobs map`."""
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--graph", metavar="FILE", type=Path, help="a graph of nodes and edges, JSON")
    add_segment_files(what.add_argument)
    add_expression(parser.add_argument)
    parser.add_argument(
        "--source",
        choices=SOURCES,
        default=AUTO,
        help="whole traces, X-Ray's own graph, or summaries alone; auto: the first that may be had",
    )
    parser.add_argument(
        "--group",
        metavar="NAME",
        default="",
        help="X-Ray's own graph of one of its groups of traces",
    )
    parser.add_argument(
        "--traces",
        metavar="N",
        type=_number,
        default=MOST_TRACES,
        help=f"whole traces to read at most, {MOST_TRACES}; failed and slow ones come first",
    )
    parser.add_argument(
        "--diff",
        action="store_true",
        help="what is new, gone, slower or fails more than in as long a time before",
    )
    parser.add_argument(
        "--against",
        metavar="PATH",
        type=Path,
        nargs="+",
        help="with --from-files: the files of the time before, for --diff",
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
    parser.add_argument(
        "--format", choices=FORMATS, default=FORMATS[0], help="the drawing, or a graph for others"
    )


def run(namespace: argparse.Namespace) -> int:
    """Draw; the drawing alone goes to stdout, notes go to stderr.

    Raises:
        SettingsError: something was asked for that cannot be done.
    """
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "map")
    if output.width < NARROWEST:
        raise SettingsError(f"--width {output.width} is too narrow, a map needs {NARROWEST} cells")
    if why := _unfitting(namespace):
        raise SettingsError(why)
    try:
        if namespace.graph is not None:
            subject = _in_file(namespace.graph, namespace.hide)
        elif namespace.from_files is not None:
            subject = _in_files(namespace, settings)
        else:
            return _of_the_account(namespace, settings, output)
        return print_map(subject, namespace, settings, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED


def _unfitting(namespace: argparse.Namespace) -> str:
    """Why some options do not go together; empty if they do."""
    if namespace.against and not (namespace.diff and namespace.from_files):
        return "--against goes with --from-files and --diff"
    if namespace.diff and namespace.from_files and not namespace.against:
        return "--diff of files needs those of the time before: --against PATH"
    if namespace.group and namespace.source not in (AUTO, SERVICES):
        return f"--group goes with --source {SERVICES}"
    if namespace.group and (namespace.graph or namespace.from_files):
        return "--group is of an account, not of files"
    if namespace.group and getattr(namespace, "expression", None):
        return "--group has an expression of its own, it takes no --expression"
    if namespace.source == SERVICES and getattr(namespace, "expression", None):
        return f"--expression does not go with --source {SERVICES}, which is of all traces"
    return "--diff does not go with --graph" if namespace.diff and namespace.graph else ""


def _number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text) <= 5_000:
        raise argparse.ArgumentTypeError(f"{text} is no number from 1 to 5000")
    return int(text)


def _in_file(path: Path, hidden: Sequence[str]) -> MapSubject:
    try:
        return plain_subject(path, hidden)
    except OSError as error:
        raise SettingsError(f"--graph {path}: {error.strerror}") from error
    except ValueError as error:
        raise SettingsError(f"--graph {path}: {error}") from error


def _in_files(namespace: argparse.Namespace, settings: Settings) -> MapSubject:
    wanted = filter_of(MAP, settings)
    try:
        graphs = graphs_of_files(namespace.from_files, namespace.against)
    except OSError as error:
        raise file_refusal(error) from error
    return _subject(graphs, wanted, namespace.hide)


def _of_the_account(namespace: argparse.Namespace, settings: Settings, output: Output) -> int:
    """The map of the window; what could not be read of it is said after it."""
    wanted = filter_of(MAP, settings)
    try:
        graphs = graphs_of_account(namespace, settings, output)
    except SourceError as error:
        return refused(error, output)
    failed = graphs.found is not None and graphs.found.error is not None
    if not graphs.now.nodes:
        if failed and graphs.found is not None:
            return say_failures(graphs.found, output)
        output.note(empty_words("map"))
    status = print_map(_subject(graphs, wanted, namespace.hide), namespace, settings, output)
    if status or graphs.found is None:
        return status
    return say_failures(graphs.found, output)


def _subject(
    graphs: Graphs, wanted: Callable[[GraphNode], bool] | None, hidden: Sequence[str]
) -> MapSubject:
    now, before = _matching(graphs.now, wanted), graphs.before
    if before is None:
        return graph_subject(now, hidden, graphs.broken)
    return diff_subject(now, _matching(before, wanted), hidden, graphs.broken)


def _matching(graph: ServiceGraph, wanted: Callable[[GraphNode], bool] | None) -> ServiceGraph:
    return graph if wanted is None else kept(graph, wanted)
