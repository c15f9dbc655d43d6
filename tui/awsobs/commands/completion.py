"""`awsobs completion SHELL`: the script that lets a shell complete our command line."""

from argparse import ArgumentParser, Namespace

from awsobs.commands.completion_scripts import SCRIPTS
from awsobs.commands.option_tree import commands_of
from awsobs.commands.output import printed


def add_arguments(parser: ArgumentParser) -> None:
    """For which shell."""
    parser.add_argument("shell", choices=list(SCRIPTS), help="bash, zsh or fish")


def run(namespace: Namespace) -> int:
    """Print the script of everything that can be typed now."""
    commands = commands_of(namespace.whole_tree())
    return printed(SCRIPTS[namespace.shell](commands).splitlines())
