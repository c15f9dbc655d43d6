"""`awsobs info`: what explains this run, for the user and for who helps."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Mapping

from awsobs.commands.output import SCHEMA, json_text, output_of, printed
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.safe_text import safe_text
from awsobs.present.run_report import (
    NOTHING,
    Told,
    config_told,
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
    settings, config = settings_told(given), config_told(given, environ)
    files = files_told(given, environ)
    rest = {"terminal": terminal_told(environ), "versions": versions_told()}
    if namespace.json:
        told = {name: told._asdict() for name, told in settings.items()}
        every = {"settings": told, "files": {"config": config._asdict(), **files}, **rest}
        status = printed([json_text({"schema": SCHEMA, **every})])
    else:
        parts = {"files": {"config": config.words, **files}, **rest}
        status = printed(_lines(settings, parts))
    return status or _told_of_look(namespace)


def _told_of_look(namespace: Namespace) -> int:
    """Say what would keep the console from opening, if anything; the exit status."""
    if namespace.look_error is None:
        return ExitStatus.OK
    output = output_of(namespace, "info")
    for line in f"the console will not open: {namespace.look_error}".splitlines():
        output.tell(safe_text(line))
    return ExitStatus.USAGE


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
