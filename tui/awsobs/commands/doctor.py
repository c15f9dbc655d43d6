"""`awsobs doctor`: what works from here, what does not, and what to do about it."""

import asyncio
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Iterator, Sequence
from typing import cast

from awsobs.commands.doctor_here import settings_check, terminal_checks
from awsobs.commands.output import SCHEMA, is_plain, json_text, output_of, printed
from awsobs.domain.checkup import Check, status_of
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.present.ascii import ascii_row
from awsobs.present.checkup import checkup_rows, checkup_shape
from awsobs.present.palettes import MONO, PALETTES
from awsobs.present.rows import Row, text_of
from awsobs.present.skeleton import sgr
from awsobs.settings import Settings, SettingsError, first_environment, settings_from

_COLOURS = "awsobs-16"
"""The terminal's own sixteen, which suit whatever ground it has."""


def add_arguments(parser: ArgumentParser) -> None:
    """Whether for people or for programs."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")


def run(namespace: Namespace) -> int:
    """Look at everything and print it; 3 is credentials or permissions, 4 the network."""
    environ = first_environment()
    settings, error = _settings(namespace)
    error = error or cast("SettingsError | None", namespace.look_error)
    output = output_of(namespace, "doctor")
    # botocore takes a third of a second to import; --help must not wait for it.
    from awsobs.commands.doctor_aws import aws_checks

    try:
        asked = asyncio.run(aws_checks(settings, SystemClock()))
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    checks = [settings_check(settings, error), *asked, *terminal_checks(settings, environ)]
    if namespace.json:
        lines = [json_text({"schema": SCHEMA, **checkup_shape(check)}) for check in checks]
    else:
        lines = list(_lines(checks, settings, output.width))
    return printed(lines) or status_of(checks)


def _settings(namespace: Namespace) -> tuple[Settings, SettingsError | None]:
    """The settings; without the user's file where that is what is wrong."""
    environ = first_environment()
    try:
        return settings_from(namespace, environ), None
    except SettingsError as error:
        namespace.no_config = True
        return settings_from(namespace, environ), error


def _lines(checks: Sequence[Check], settings: Settings, width: int) -> Iterator[str]:
    in_colour = sys.stdout.isatty() and not settings.no_color and settings.theme != MONO
    for row in checkup_rows(checks, width=width):
        shown = ascii_row(row) if is_plain(settings) else row
        yield _coloured(shown) if in_colour else text_of(shown).rstrip()


def _coloured(row: Row) -> str:
    colours = PALETTES[_COLOURS]
    pieces = [
        f"\x1b[0{sgr(style, colours)}m{text}\x1b[0m" if style else text for text, style in row
    ]
    return "".join(pieces).rstrip()
