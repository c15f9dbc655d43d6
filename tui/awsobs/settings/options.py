"""The options that every command understands, and those that are for some alone."""

import argparse
from collections.abc import Collection

ACCOUNT, GROUPS, RECORDS = "account", "groups", "records"
LOOK, RUNNING, LINES = "look", "running", "lines"
"""Kinds of options: whom to be and where, which log groups, which records, colours, the rest."""

EVERYTHING = (ACCOUNT, GROUPS, RECORDS, LOOK, RUNNING, LINES)


def common_options(kinds: Collection[str] = EVERYTHING) -> argparse.ArgumentParser:
    """A parent parser of some kinds of options; what is not given leaves no attribute behind."""
    common = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    aws = common.add_argument_group("where to look")
    if ACCOUNT in kinds:
        aws.add_argument("--profile", metavar="NAME", help="the AWS profile")
        aws.add_argument("--region", metavar="NAME", help="the AWS region")
        aws.add_argument("--endpoint-url", metavar="URL", help="another AWS, such as awsobs local")
    if GROUPS in kinds:
        words = "a log group to follow; repeatable"
        aws.add_argument("--log-group", metavar="GLOB", action="append", help=words)
    if RECORDS in kinds:
        aws.add_argument("--window", metavar="WIDTH", help="how far back to look: 30m, 1h, 2d")
        aws.add_argument(
            "--from", dest="start", metavar="TIME", help="since when: -15m, 07:30, ISO"
        )
        aws.add_argument("--to", dest="end", metavar="TIME", help="until when; in UTC, like --from")
        aws.add_argument("--filter", metavar="FILTER", help="what the pane shows: as typed after /")
        aws.add_argument("--budget", metavar="RPS", help="requests a second over all calls, 5")
    if LOOK in kinds:
        _add_look(common)
    if RUNNING in kinds:
        _add_running(common, with_lines=LINES in kinds)
    return common


def _add_look(common: argparse.ArgumentParser) -> None:
    look = common.add_argument_group("how it looks")
    look.add_argument("--theme", metavar="NAME", help="dark, light, contrast or mono")
    look.add_argument("--ascii", action="store_true", help="draw with ASCII characters only")
    look.add_argument("--no-color", action="store_true", help="attributes instead of colours")
    look.add_argument("--no-mouse", action="store_true", help="leave the mouse to the terminal")


def _add_running(common: argparse.ArgumentParser, *, with_lines: bool) -> None:
    how = common.add_argument_group("how it runs")
    how.add_argument("--config", metavar="FILE", help="the file of settings")
    how.add_argument("--no-config", action="store_true", help="read no file of settings")
    how.add_argument("--no-input", action="store_true", help="never ask; leave with what to do")
    if with_lines:
        how.add_argument(
            "--no-cache", action="store_true", help="keep nothing of the trail on disk"
        )
        how.add_argument("--log-lines", metavar="N", help="log lines that are kept, 1,000,000")
    how.add_argument("--log-file", metavar="FILE", help="where warnings are kept")


def printing_options() -> argparse.ArgumentParser:
    """A parent parser for the commands that print what a pane shows."""
    printing = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    out = printing.add_argument_group("what is printed (without a terminal, or when asked)")
    shape = out.add_mutually_exclusive_group()
    shape.add_argument("--json", action="store_true", help="one JSON object a line")
    shape.add_argument("--text", action="store_true", help="a table")
    out.add_argument("--query", metavar="JMESPATH", help="of each JSON object, print this part")
    out.add_argument("--width", metavar="N", type=int, help="cells of a table, at least 40")
    out.add_argument(
        "-q",
        "--quiet",
        action="store_true",
        help="no notes on stderr; errors and the account of lines stay",
    )
    out.add_argument("-v", "--verbose", action="store_true", help="progress on stderr")
    return printing


def speed(text: str) -> float:
    """How fast a story goes, for argparse: from above 0 to 1000."""
    try:
        found = float(text)
    except ValueError:
        found = 0.0
    if not 0 < found <= 1000:
        raise argparse.ArgumentTypeError(f"{text} is no speed; write a number from 0.1 to 1000")
    return found
