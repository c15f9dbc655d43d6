"""`awsobs trail status`: whether the trails are on, what they record, and what is wrong with it."""

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from awsobs.analysis.trail_governance import concerns
from awsobs.collecting.questions import which_trails
from awsobs.commands.asking import answer_of, refused
from awsobs.commands.output import Shape, is_plain, output_of, printed, shape_of
from awsobs.domain.clock import SystemClock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.source_state import SourceError
from awsobs.domain.trail_status import Concern, Governance
from awsobs.present.ascii import ascii_row
from awsobs.present.rows import Row, cut, text_of
from awsobs.present.trail_status import concern_rows, trail_rows
from awsobs.settings import first_environment, settings_from


def add_arguments(parser: ArgumentParser) -> None:
    """Nothing beside what all commands take."""
    del parser


def run(namespace: Namespace) -> int:
    """Print what should be mended, and every trail."""
    settings = settings_from(namespace, first_environment())
    output = output_of(namespace, "trail status")
    clock = SystemClock()
    try:
        governance = answer_of(which_trails(), settings, clock)
    except SourceError as error:
        return refused(error, output)
    except KeyboardInterrupt:
        return ExitStatus.INTERRUPTED
    now = clock.now()
    found = concerns(governance, now)
    for trail in governance.trails:
        for words in trail.missing:
            output.note(f"{trail.name}: {words}")
    if output.as_shapes:
        return printed([output.line(_shape(governance, found))])
    rows: list[Row] = [row for one in found for row in concern_rows(one)]
    rows += [row for one in governance.trails for row in ((), *trail_rows(one, now))]
    plain = is_plain(settings)
    texts = (text_of(ascii_row(row) if plain else row) for row in rows)
    return printed(cut(text, output.width) if output.is_cut else text for text in texts)


def _shape(governance: Governance, found: tuple[Concern, ...]) -> Shape:
    return {
        "region": governance.region,
        "logging": any(one.is_logging for one in governance.trails),
        "findings": [
            {
                "severity": one.severity,
                "title": one.title,
                "trail": one.trail or None,
                "why": one.why,
                "next": one.next_step,
            }
            for one in found
        ],
        "trails": list(_trails(governance)),
    }


def _trails(governance: Governance) -> Iterator[Shape]:
    for one in governance.trails:
        yield {key: value for key, value in shape_of(one).items() if key != "record"}
