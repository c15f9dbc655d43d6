"""The console script."""

import sys


def main() -> None:
    """Run the command line and leave with its exit status."""
    from awsobs.cli import run

    sys.exit(run(sys.argv[1:]))
