"""On which line of a TOML text each key stands, which tomllib does not tell."""

import re
import tomllib
from collections.abc import Iterator, Mapping

Path = tuple[str, ...]

_QUOTED = r'"(?:\\.|[^"\\])*"' + r"|'[^']*'"
_TOKEN = re.compile(
    r'"""(?:\\.|[^\\])*?"{3,5}|' + r"'''.*?'{3,5}" + f"|{_QUOTED}|" + r"#[^\n]*|[\[{\]}\n]",
    re.DOTALL,
)
_KEY = re.compile(rf"(?:{_QUOTED}|[^=#\"'\n])*")
_DEEPER = {"[": 1, "{": 1, "]": -1, "}": -1}


def lines_of(text: str) -> Mapping[Path, int]:
    """The first line of each key and table; `text` is valid TOML."""
    lines: dict[Path, int] = {}
    table: Path = ()
    for line, statement in _statements(text):
        key = _KEY.match(statement)
        head = key.group().strip() if key else ""
        if head.startswith("["):
            table = _path_of(head)
            lines.setdefault(table, line)
        elif head:
            lines.setdefault(table + _path_of(f"{head} = 0"), line)
    return lines


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Each statement, which may take several lines, and the line that it begins on."""
    start, line, began, depth = 0, 1, 1, 0
    for token in _TOKEN.finditer(f"{text}\n"):
        word = token.group()
        depth += _DEEPER.get(word, 0)
        line += word.count("\n")
        if word == "\n" and depth == 0:
            yield began, text[start : token.start()]
            start, began = token.end(), line


def _path_of(statement: str) -> Path:
    """The keys that one statement names, from the outermost table on."""
    path: list[str] = []
    inner: object = tomllib.loads(statement)
    while isinstance(inner, dict) and inner:
        key, inner = next(iter(inner.items()))  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType] - any TOML
        path.append(str(key))  # pyright: ignore[reportUnknownArgumentType] - keys are text
        if isinstance(inner, list):
            inner = inner[0]  # pyright: ignore[reportUnknownVariableType] - `[[name]]` makes one
    return tuple(path)
