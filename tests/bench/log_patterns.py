"""How fast lines are sorted into patterns, and how right: `python tests/bench/log_patterns.py`.

    python tests/bench/log_patterns.py [--seeds N] [FILE …]

Accuracy is the share of lines whose group holds exactly the lines of one label (GA), on the
labelled lines of the tests, made from seeds that no test uses. Files are measured for speed.
"""

import argparse
import runpy
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from time import process_time
from typing import Any

from awsobs.analysis.log_patterns import LogPatterns

CORPUS = Path(__file__).parents[1] / "analysis" / "conftest.py"
LINES = 2_000
_FIRST_SEED = 100


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("file", nargs="*", type=Path)
    asked = parser.parse_args()
    corpus = runpy.run_path(str(CORPUS))
    _accuracy(corpus["FORMATS"], corpus["labelled"], asked.seeds)
    for file in asked.file:
        _speed(file.name, file.read_text("utf-8", "replace").splitlines())


def _accuracy(formats: Sequence[Any], labelled: Callable[..., Any], seeds: int) -> None:
    _row("format", "GA of messages", "GA of raw lines", "lines/s")
    alone: list[float] = []
    raw: list[float] = []
    every: list[str] = []
    for form in formats:
        made = [labelled(form, LINES, _FIRST_SEED + seed) for seed in range(seeds)]
        alone.append(sum(one.accuracy(_grouped(one.messages)[0]) for one in made) / seeds)
        found = [_grouped(one.wholes) for one in made]
        pairs = zip(made, found, strict=True)
        raw.append(sum(one.accuracy(groups) for one, (groups, _) in pairs) / seeds)
        speed = LINES * seeds / sum(spent for _, spent in found)
        every += [line for one in made for line in one.wholes]
        _row(form.name, f"{alone[-1]:.3f}", f"{raw[-1]:.3f}", f"{speed:,.0f}")
    _row("mean", f"{sum(alone) / len(alone):.3f}", f"{sum(raw) / len(raw):.3f}")
    _speed("all formats at once", every)


def _grouped(lines: Sequence[str]) -> tuple[list[str], float]:
    """The group of each line, and the seconds that it took."""
    patterns = LogPatterns()
    began = process_time()
    found = [patterns.add(line) for line in lines]
    spent = process_time() - began
    return [pattern.whole.id for pattern in found], spent


def _speed(name: str, lines: Sequence[str]) -> None:
    groups, spent = _grouped(lines)
    _row(name, f"{len(lines):,} lines", f"{len(set(groups))} patterns", _rate(lines, spent))


def _rate(lines: Sequence[str], spent: float) -> str:
    return f"{len(lines) / spent:,.0f}"


def _row(*cells: str) -> None:
    sys.stdout.write("".join(cell.ljust(24) for cell in cells).rstrip() + "\n")


if __name__ == "__main__":
    main()
