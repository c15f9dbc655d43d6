"""What `awsobs local --load` is given: which file, and what it is to be there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from awsobs.commands.line_files import lines_in
from awsobs.domain.metrics import MetricKey
from awsobs.languages.metric_name import metric_named

_SERIES = (".csv", ".csv.gz")
_WRAPPERS = ("record", "detail", "CloudTrailEvent")
_DEEPEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadSpec:
    """A file or folder, with the log group or the metric that its lines are to be of.

    Without either it holds records of CloudTrail or, where `is_traces`, segment documents.
    """

    path: Path
    group: str = ""
    metric: MetricKey | None = None
    is_traces: bool = False


def spec_of(text: str) -> LoadSpec:
    """Read `PATH`, `GROUP=PATH` or `NAMESPACE/NAME[Dimension=Value,…]=PATH.csv`.

    Raises:
        OSError: there is no such file.
        ValueError: nothing is named before the `=`.
    """
    if Path(text).exists():
        path = Path(text)
        return LoadSpec(path=path, is_traces=path.is_file() and _begins_with_a_segment(path))
    named, path = _split(text)
    if named is None:
        path.lstat()  # raises, as there is no such file
        return LoadSpec(path=path)
    if not named:
        raise ValueError(f"{text}: nothing is named before =; GROUP=PATH, or a metric for a .csv")
    path.lstat()
    if path.name.endswith(_SERIES):
        return LoadSpec(path=path, metric=metric_named(named))
    return LoadSpec(path=path, group=named)


def _split(text: str) -> tuple[str | None, Path]:
    """At the first `=` behind which a file is named, else at the last: dimensions have some too."""
    places = [place for place, letter in enumerate(text) if letter == "="]
    if not places:
        return None, Path(text)
    found = next((place for place in places if Path(text[place + 1 :]).is_file()), places[-1])
    return text[:found].strip(), Path(text[found + 1 :])


def _begins_with_a_segment(path: Path) -> bool:
    first = next((line for line in lines_in(str(path)) if line.strip()), "")
    try:
        document: object = json.loads(first)
    except (ValueError, RecursionError):
        return False
    return is_segment(document)


def is_segment(document: object, depth: int = 0) -> bool:
    """Whether a document is of X-Ray, in whatever it is wrapped."""
    if isinstance(document, str) and depth < _DEEPEST:
        try:
            return is_segment(json.loads(document), depth + 1)
        except (ValueError, RecursionError):
            return False
    if not isinstance(document, dict) or depth > _DEEPEST:
        return False
    row = cast("Mapping[str, object]", document)
    if "trace_id" in row and "id" in row:
        return True
    return any(is_segment(row[key], depth + 1) for key in _WRAPPERS if key in row)
