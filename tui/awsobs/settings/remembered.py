"""What the program keeps from one run to the next: chosen log groups, and filters by name."""

import json
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import cast

from awsobs.languages.group_pattern import group_test
from awsobs.languages.linear_regex import RegexError
from awsobs.languages.secrets import masked
from awsobs.settings.places import state_folder
from awsobs.settings.record import Settings

MOST_BYTES = 1_000_000
MOST_PLACES = 100
MOST_FILTERS = 200
MOST_GROUPS = 500

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
        text = json.dumps({"groups": self._groups, "filters": self._filters}, indent=1)
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
    if settings.mode == "demo" or settings.log_files or folder is None:
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


def _table(kept: Mapping[str, object], name: str) -> Mapping[str, object]:
    table = kept.get(name)
    return cast("dict[str, object]", table) if isinstance(table, dict) else {}
