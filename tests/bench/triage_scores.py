"""How well a triage names what was planted, and how long it takes.

    python tests/bench/triage_scores.py [INCIDENTS…]

Each story of the package that is a game day, then each scenario file (JSON) with a `truth`.
The truth is looked at here alone: places of the planted events among the suspects, whether the
first root is the planted one, and whether the planted line is among the new patterns.
A file names no root and no line, so those two are told of stories only.
"""

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from awsobs.scenarios.catalogue import GAME_DAYS, plan_called
from awsobs.scenarios.documents import truth_of


class Score(NamedTuple):
    """`place` of the first planted event, 1 the best; None where it is not among the suspects."""

    name: str
    place: int | None
    root: bool | None
    pattern: bool | None
    seconds: float


def main() -> None:
    """Print a row for each, and the sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("incidents", nargs="*", type=Path)
    given = parser.parse_args()
    scores = [*_of_stories(), *(_of_file(path) for path in given.incidents)]
    sys.stdout.write(f"{'scenario':28}{'place':>6}{'root':>7}{'pattern':>9}{'seconds':>9}\n")
    for one in scores:
        place = "-" if one.place is None else str(one.place)
        told = f"{_word(one.root):>7}{_word(one.pattern):>9}{one.seconds:9.2f}"
        sys.stdout.write(f"{one.name:28}{place:>6}{told}\n")
    for name, part in (("hit@1", 1), ("hit@3", 3)):
        hits = sum(one.place is not None and one.place <= part for one in scores)
        sys.stdout.write(f"{name}: {hits} of {len(scores)}\n")
    for name, known in (
        ("root", [one.root for one in scores if one.root is not None]),
        ("new pattern", [one.pattern for one in scores if one.pattern is not None]),
    ):
        sys.stdout.write(f"{name}: {sum(known)} of {len(known)}\n")
    sys.stdout.write(f"slowest: {max(one.seconds for one in scores):.2f} s\n")


def _of_stories() -> Iterator[Score]:
    for name in GAME_DAYS:
        truth = truth_of(plan_called(name), 1)
        told, seconds = _triage(name)
        roots = [one["name"] for one in told["verdict"]["root_services"]]
        exception = truth.line.split()[0]  # the exception; a template may mask the rest
        yield Score(
            name=name,
            place=_place(told, truth.events),
            root=roots[:1] == [truth.root],
            pattern=any(exception in one["template"] for one in told["patterns"]["new"]),
            seconds=seconds,
        )


def _of_file(path: Path) -> Score:
    told, seconds = _triage(str(path))
    truth = json.loads(path.read_text("utf-8"))["truth"]
    return Score(path.stem, _place(told, truth), None, None, seconds)


def _place(told: Any, events: Sequence[str] | frozenset[str]) -> int | None:
    ids = [one["eventID"] for one in told["verdict"]["suspects"]]
    return min((place for place, one in enumerate(ids, 1) if one in events), default=None)


def _triage(scenario: str) -> tuple[Any, float]:
    """The answer of a whole run, start of the interpreter included."""
    command = [sys.executable, "-P", "-m", "awsobs", "triage", "--no-config", "--json"]
    begun = time.perf_counter()
    run = subprocess.run(
        [*command, "--scenario", scenario], capture_output=True, check=True, text=True
    )
    return json.loads(run.stdout), time.perf_counter() - begun


def _word(known: bool | None) -> str:
    return {True: "yes", False: "no", None: "-"}[known]


if __name__ == "__main__":
    main()
