"""Sigma rules from folders of the user."""

from collections.abc import Iterator
from pathlib import Path

from awsobs.analysis.findings.rule_sets import RuleSet, Skipped, rules_in
from awsobs.domain.safe_text import safe_name
from awsobs.languages.sigma.yaml_text import MOST_BYTES

_ENDINGS = (".yml", ".yaml")
_MOST_FILES = 10_000


def rules_under(path: Path) -> RuleSet:
    """The rules of a file, or of all YAML files of a folder and those in it.

    Raises:
        OSError: there is no such path.
    """
    skipped: list[Skipped] = []
    found = rules_in(_texts(path, skipped))
    return found + RuleSet(skipped=tuple(skipped))


def _texts(path: Path, skipped: list[Skipped]) -> Iterator[tuple[str, str]]:
    files = [path] if not path.is_dir() else sorted(path.rglob("*"))
    if not path.exists():
        raise FileNotFoundError(2, "no such file or folder", str(path))
    chosen = [file for file in files if file.suffix.lower() in _ENDINGS and file.is_file()]
    for file in chosen[:_MOST_FILES]:
        name = safe_name(str(file))
        try:
            with file.open("rb") as opened:
                content = opened.read(MOST_BYTES + 1)
            yield name, content.decode("utf-8-sig")
        except UnicodeDecodeError:
            skipped.append(Skipped(file=name, why="is not UTF-8"))
        except OSError as error:
            skipped.append(Skipped(file=name, why=(error.strerror or "cannot be read").lower()))
    skipped += [
        Skipped(file=safe_name(str(file)), why=f"is more than the {_MOST_FILES:,}th file")
        for file in chosen[_MOST_FILES:]
    ]
