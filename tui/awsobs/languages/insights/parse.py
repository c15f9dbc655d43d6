"""`parse` of Logs Insights: fields cut out of a text by a glob or by a regular expression."""

from collections.abc import Callable, Mapping
from typing import Final, TypeAlias

from awsobs.languages.insights.expressions import Expressions
from awsobs.languages.insights.rows import Read, Row
from awsobs.languages.insights.text import Quoted, Reader
from awsobs.languages.insights.values import text_of
from awsobs.languages.linear_regex import Capturer, RegexError, capturer

MOST_WILDCARDS: Final = 100

Change: TypeAlias = Callable[[Row], None]


def parse_command(expressions: Expressions) -> tuple[Change, tuple[str, ...]]:
    """Read what follows `parse`: what it does to a row, and the names of the fields it makes.

    Raises:
        InsightsError: it cannot be read.
    """
    source, pattern, is_regex = _source(expressions)
    cutter = _of_regex if is_regex else _of_glob
    made = cutter(expressions.reader, pattern)
    expressions.scope.made.update(made.names)
    return _change(source, made.capture), made.names


def _source(expressions: Expressions) -> tuple[Read, Quoted, bool]:
    """The text to cut, `@message` unless another is named, and the pattern."""
    reader, source = expressions.reader, expressions.scope.reader("@message")
    pattern = _pattern(reader)
    if pattern is None:
        source = expressions.operand()
        pattern = _pattern(reader)
    if pattern is None:
        reader.unexpected("expected a glob in quotes or a regular expression between slashes")
    return source, *pattern


def _pattern(reader: Reader) -> tuple[Quoted, bool] | None:
    regex = reader.regex()
    if regex is not None:
        return regex, True
    glob = reader.string()
    return None if glob is None else (glob, False)


def _of_regex(reader: Reader, pattern: Quoted) -> Capturer:
    try:
        made = capturer(pattern.text)
    except RegexError as error:
        reader.refuse(f"invalid regular expression: {error}", pattern.start, pattern.end)
    if not made.names:
        message = "the regular expression of parse names no group, as (?<name>...) does"
        reader.refuse(message, pattern.start, pattern.end)
    return made


def _of_glob(reader: Reader, pattern: Quoted) -> Capturer:
    """A glob's asterisks, in order, are the fields that follow `as`."""
    if not reader.word("as"):
        reader.unexpected("expected as")
    names = [reader.name()]
    while reader.take(","):
        names.append(reader.name())
    wildcards = pattern.text.count("*")
    if len(names) != wildcards or wildcards > MOST_WILDCARDS:
        message = f"the glob has {wildcards} wildcards and names {len(names)} fields"
        reader.refuse(message, pattern.start, pattern.end)
    parts = pattern.text.split("*")
    return Capturer(tuple(names), lambda text: _cut(text, parts, names))


def _cut(text: str, parts: list[str], names: list[str]) -> Mapping[str, str] | None:
    """What stands between the fixed parts; each wildcard is as short as it can be."""
    first, *rest = parts
    at = text.find(first)
    if at < 0:
        return None
    at += len(first)
    found: dict[str, str] = {}
    for name, part in zip(names, rest, strict=True):
        end = text.find(part, at) if part else len(text) if name is names[-1] else at
        if end < 0:
            return None
        found[name] = text[at:end]
        at = end + len(part)
    return found


def _change(source: Read, capture: Callable[[str], Mapping[str, str | None] | None]) -> Change:
    def change(row: Row) -> None:
        text = text_of(source(row))
        found = None if text is None else capture(text)
        if found is not None:
            row.made.update({name: part for name, part in found.items() if part is not None})

    return change
