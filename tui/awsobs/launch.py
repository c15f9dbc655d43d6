"""The console script."""

import sys
from os import environ


def main() -> None:
    """Run the command line and leave with its exit status."""
    if environ.get("NO_COLOR") == "":
        # An empty value says nothing, by the convention; Textual takes it for a wish.
        del environ["NO_COLOR"]
    from awsobs.cli import run

    sys.exit(run(sys.argv[1:]))
