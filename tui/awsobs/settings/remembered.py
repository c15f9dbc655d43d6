"""What the program keeps from one run to the next: log groups, metrics, filters by name."""

import json
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

from awsobs.analysis.metric_extras import is_statistic
from awsobs.domain.metrics import Favourite, MetricKey
from awsobs.languages.group_pattern import group_test
from awsobs.languages.linear_regex import RegexError
from awsobs.languages.secrets import masked
from awsobs.settings.places import state_folder
from awsobs.settings.record import Settings

MOST_BYTES = 1_000_000
MOST_PLACES = 100
MOST_FILTERS = 200
MOST_GROUPS = 500
MOST_METRICS = 100
MOST_ACKED = 200

_FILE = "state.json"


class Remembered:
    """Kept in a file for its owner alone, or in memory where there is no path.

    A file that cannot be read counts as empty, and is replaced by the next change.
    """

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        kept: Mapping[str, object] = _read(path) if path else {}
        self._groups = {
            place: _usable(cast("list[object]", groups))[:MOST_GROUPS]
            for place, groups in _table(kept, "groups").items()
            if isinstance(groups, list)
        }
        self._metrics = {
            place: _favourites(cast("list[object]", rows))
            for place, rows in _table(kept, "metrics").items()
            if isinstance(rows, list)
        }
        self._acked = {
            place: cast("dict[str, object]", rows)
            for place, rows in _table(kept, "acked").items()
            if isinstance(rows, dict)
        }
        self._filters = {
            name: text for name, text in _table(kept, "filters").items() if isinstance(text, str)
        }

    def groups(self, account: str, region: str) -> tuple[str, ...] | None:
        """The log groups that were chosen in a place; None where nothing was."""
        return self._groups.get(_place(account, region))

    def keep_groups(self, account: str, region: str, groups: tuple[str, ...]) -> None:
        """Remember the log groups of a place; none at all are forgotten.

        Raises:
            OSError: they cannot be written.
        """
        place = _place(account, region)
        self._groups.pop(place, None)
        if groups:
            self._groups[place] = groups[:MOST_GROUPS]
            self._groups = dict(list(self._groups.items())[-MOST_PLACES:])
        self._write()

    def metrics(self, account: str, region: str) -> tuple[Favourite, ...]:
        """The metrics that are always shown in a place."""
        return self._metrics.get(_place(account, region), ())

    def keep_metrics(self, account: str, region: str, metrics: tuple[Favourite, ...]) -> None:
        """Remember the metrics of a place; none at all are forgotten.

        Raises:
            OSError: they cannot be written.
        """
        place = _place(account, region)
        self._metrics.pop(place, None)
        if metrics:
            self._metrics[place] = metrics[:MOST_METRICS]
            self._metrics = dict(list(self._metrics.items())[-MOST_PLACES:])
        self._write()

    def acked(self, account: str, region: str) -> Mapping[str, datetime | None]:
        """By alarm, since when it was in the state that was acknowledged in a place."""
        found: dict[str, datetime | None] = {}
        for name, since in self._acked.get(_place(account, region), {}).items():
            with suppress(ValueError):
                moment = datetime.fromisoformat(since) if isinstance(since, str) else None
                if moment is None or moment.tzinfo is not None:
                    found[name] = moment
        return found

    def keep_acked(self, account: str, region: str, acked: Mapping[str, datetime | None]) -> None:
        """Remember what is acknowledged in a place; none at all are forgotten.

        Raises:
            OSError: it cannot be written.
        """
        place = _place(account, region)
        self._acked.pop(place, None)
        if acked:
            newest = list(acked.items())[-MOST_ACKED:]
            self._acked[place] = {
                name: since.isoformat() if since is not None else None for name, since in newest
            }
            self._acked = dict(list(self._acked.items())[-MOST_PLACES:])
        self._write()

    @property
    def filters(self) -> Mapping[str, str]:
        """The kept filters by name."""
        return self._filters

    def keep_filter(self, name: str, text: str) -> None:
        """Remember a filter; without a text it is forgotten.

        Raises:
            ValueError: there is a secret in it, or there are too many.
            OSError: it cannot be written.
        """
        if masked(text) != text or masked(name) != name:
            raise ValueError("there is a secret in it, which is never written to a file")
        if not text:
            self._filters.pop(name, None)
        elif name not in self._filters and len(self._filters) >= MOST_FILTERS:
            raise ValueError(f"{MOST_FILTERS} filters are kept at most")
        else:
            self._filters[name] = text
        self._write()

    def _write(self) -> None:
        """Write beside the file and put it in its place, so that no half of it is ever there."""
        if self._path is None:
            return
        folder = self._path.parent
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        metrics = {place: list(map(_row, kept)) for place, kept in self._metrics.items()}
        kept = {
            "groups": self._groups,
            "filters": self._filters,
            "metrics": metrics,
            "acked": self._acked,
        }
        text = json.dumps(kept, indent=1)
        file = NamedTemporaryFile("w", encoding="utf-8", dir=folder, delete=False)  # noqa: SIM115 - it is closed, and then goes elsewhere
        try:
            with file:
                file.write(text)
            Path(file.name).replace(self._path)
        except OSError:
            with suppress(OSError):
                Path(file.name).unlink()
            raise


def remembered_for(settings: Settings, environ: Mapping[str, str]) -> Remembered:
    """What is kept for a run; the demo and files leave no trace."""
    folder = state_folder(environ)
    if settings.mode == "demo" or settings.from_files or folder is None:
        return Remembered()
    return Remembered(folder / _FILE)


def _place(account: str, region: str) -> str:
    return f"{account} {region}"


def _read(path: Path) -> Mapping[str, object]:
    with suppress(OSError, ValueError, RecursionError):
        with path.open("rb") as file:
            kept: object = json.loads(file.read(MOST_BYTES))
        if isinstance(kept, dict):
            return cast("dict[str, object]", kept)
    return {}


def _usable(groups: list[object]) -> tuple[str, ...]:
    """The names and patterns among what a file holds, which anybody may have edited."""
    found: list[str] = []
    for group in groups:
        if isinstance(group, str):
            with suppress(RegexError):
                group_test(group)
                found.append(group)
    return tuple(found)


def _row(favourite: Favourite) -> dict[str, object]:
    metric = favourite.metric
    named = {"namespace": metric.namespace, "name": metric.name}
    return {**named, "dimensions": dict(metric.dimensions), "statistic": favourite.statistic}


def _favourites(rows: list[object]) -> tuple[Favourite, ...]:
    """Those that can be asked for, of what anybody may have written there."""
    found = [_favourite(cast("dict[str, object]", row)) for row in rows if isinstance(row, dict)]
    return tuple(one for one in found if one is not None)[:MOST_METRICS]


def _favourite(row: Mapping[str, object]) -> Favourite | None:
    namespace, name, statistic = (_text(row, key) for key in ("namespace", "name", "statistic"))
    if not namespace or not name or not is_statistic(statistic):
        return None
    pairs = _table(row, "dimensions").items()
    dimensions = tuple(sorted((n, v) for n, v in pairs if isinstance(v, str)))
    return Favourite(MetricKey(namespace, name, dimensions), statistic)


def _text(row: Mapping[str, object], key: str) -> str:
    value = row.get(key)
    return value if isinstance(value, str) else ""


def _table(kept: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = kept.get(name)
    return cast("dict[str, object]", table) if isinstance(table, dict) else {}
