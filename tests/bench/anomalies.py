"""How right the marks of anomalies are: `python tests/bench/anomalies.py DATA_DIR`.

The folder holds CSV files (timestamp,value) in folders and `windows.json`, which names for each
file the stretches that people call anomalous, as the Numenta Anomaly Benchmark lays them out. The
score is that benchmark's, standard profile: 0 for a detector that says nothing, 100 for one that
marks every window at its very start and nothing else.
"""

import argparse
import csv
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from math import exp
from pathlib import Path
from time import process_time

from awsobs.analysis.anomalies import marks_of, period_of

FALSE_MARK = 0.11
"""What a false mark costs; a missed window costs 1, a found one gives up to 1."""

Windows = list[tuple[int, int]]
Series = list[tuple[datetime, float]]


def scaled(position: float) -> float:
    """What a mark is worth: 1 at a window's start (-1), 0 at its end (0), -1 far behind it."""
    return 2 / (1 + exp(5 * position)) - 1 if position <= 3 else -1.0


def probation(points: int) -> int:
    """Points at the beginning that nobody is judged by: 15 %, of 5,000 at most."""
    return min(int(0.15 * points), 750)


def score(marks: list[int], points: int, windows: Windows) -> tuple[float, int]:
    """(raw score, false marks) of the marked places of one series."""
    best = [-1.0] * len(windows)
    cost, wrong = 0.0, 0
    for at in marks:
        if at < probation(points):
            continue
        inside = [n for n, (start, end) in enumerate(windows) if start <= at <= end]
        if inside:
            start, end = windows[inside[0]]
            worth = scaled(-(end - at + 1) / (end - start + 1)) / scaled(-1.0)
            best[inside[0]] = max(best[inside[0]], worth)
            continue
        wrong += 1
        before = [(start, end) for start, end in windows if end < at]
        if before:
            start, end = before[-1]
            cost += FALSE_MARK * scaled((at - end) / max(1, end - start))
        else:
            cost -= FALSE_MARK
    return sum(best) + cost, wrong


def normalised(raw: float, windows: int) -> float:
    """The raw score in parts of what a perfect detector gets over one that says nothing."""
    return 100 * (raw + windows) / (2 * windows) if windows else 0.0


def labelled(folder: Path) -> Iterator[tuple[str, Series, Windows]]:
    """Each series with the windows that people call anomalous, by places."""
    known = json.loads((folder / "windows.json").read_text("utf-8"))
    for name in sorted(known):
        series = _series(folder / name)
        place: dict[datetime, int] = {}
        for number, (at, _) in enumerate(series):
            place.setdefault(at, number)
        yield name, series, [(place[_at(start)], place[_at(end)]) for start, end in known[name]]


def placed(series: Series) -> list[tuple[int, str]]:
    """The marks of a series: the place of each, and why."""
    place = {at: number for number, (at, _) in reversed(list(enumerate(series)))}
    found = marks_of(series, period_of([at for at, _ in series]))
    return [(place[mark.at], mark.why) for mark in found]


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    raw, windows, wrong, points, spent = 0.0, 0, 0, 0, 0.0
    _say(f"{'series':58} {'score':>7} {'windows':>8} {'false':>6} {'marks':>6}")
    for name, series, spans in labelled(parser.parse_args().folder):
        began = process_time()
        found = placed(series)
        spent += process_time() - began
        one, false = score([place for place, _ in found], len(series), spans)
        raw, windows, wrong = raw + one, windows + len(spans), wrong + false
        points += len(series)
        _say(f"{name:58} {one:7.2f} {len(spans):8} {false:6} {len(found):6}")
    false_rate = 1e4 * wrong / points
    _say(f"score {normalised(raw, windows):.1f}, {false_rate:.2f} false marks per 10,000 points")
    _say(f"{points:,} points, {points / spent:,.0f} points/s")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")


def _series(file: Path) -> Series:
    with file.open(encoding="utf-8", newline="") as lines:
        return [(_at(row["timestamp"]), float(row["value"])) for row in csv.DictReader(lines)]


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


if __name__ == "__main__":
    main()
