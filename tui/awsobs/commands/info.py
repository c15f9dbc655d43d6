"""`awsobs info`: what explains this run, for the user and for who helps."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping

from awsobs.commands.output import SCHEMA, json_text, printed
from awsobs.present.run_report import (
    NOTHING,
    Told,
    files_told,
    settings_told,
    terminal_told,
    versions_told,
)
from awsobs.settings import first_environment, settings_from

_WIDEST = 48
"""Cells of a value, before what is beside it moves."""


def add_arguments(parser: ArgumentParser) -> None:
    """Whether for people or for programs."""
    parser.add_argument("--json", action="store_true", help="one JSON object")


def run(namespace: Namespace) -> int:
    """Print settings, files, terminal and versions."""
    environ = first_environment()
    given = settings_from(namespace, environ)
    settings, files = settings_told(given), files_told(given, environ)
    parts = {"files": files, "terminal": terminal_told(environ), "versions": versions_told()}
    if namespace.json:
        told = {name: told._asdict() for name, told in settings.items()}
        return printed([json_text({"schema": SCHEMA, "settings": told, **parts})])
    return printed(_lines(settings, parts))


def _lines(settings: Mapping[str, Told], parts: Mapping[str, Mapping[str, str]]) -> Iterator[str]:
    names = max(map(len, settings))
    values = min(_WIDEST, max(len(told.words) for told in settings.values()))
    yield "SETTINGS"
    for name, told in settings.items():
        yield f"  {name:{names}}  {told.words:{values}}  {told.origin}"
    for part, entries in parts.items():
        yield ""
        yield part.upper()
        for name, value in entries.items():
            yield f"  {name:{names}}  {value or NOTHING}"
