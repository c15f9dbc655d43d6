"""The words of a text widget: headings, lists, links and emphasis of markdown, as rows."""

import re
from collections.abc import Iterator

from awsobs.present.rows import Row, Span
from awsobs.present.wrapping import wrapped

_HEADING = re.compile(r" {0,3}(#{1,6})\s+(.*)")
_BULLET = re.compile(r"\s*[-*+]\s+(.*)")
_RULE = re.compile(r"\s*([-*_])(?:\s*\1){2,}\s*")
_TABLE_RULE = re.compile(r"[\s|:-]*-[\s|:-]*\|[\s|:-]*")
_LINK = re.compile(r"!?\[(?:button:)?([^\]]*)\]\(([^)\s]*)[^)]*\)")
_MARKED = re.compile(r"(\*\*|__)(?=\S)(.+?)\1|(`)([^`]+)`")
_SINGLE = re.compile(r"(?<![\w*])[*_](?=\S)([^*_]+?)[*_](?![\w*])")


def text_rows(markdown: str, width: int) -> list[Row]:
    """The rows of a text, each at most `width` cells wide."""
    rows: list[Row] = []
    for line in markdown.split("\n"):
        rows += _line(line, width)
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _line(line: str, width: int) -> Iterator[Row]:
    if not line.strip():
        yield ()
    elif found := _HEADING.fullmatch(line):
        for part in wrapped(_plain(found[2].rstrip("# ")), width):
            yield ((part, "strong bold"),)
    elif _RULE.fullmatch(line):
        yield (("─" * width, "rule"),)
    elif found := _BULLET.fullmatch(line):
        for place, part in enumerate(wrapped(_linked(found[1]), max(1, width - 2))):
            yield (("• " if place == 0 else "  ", "muted"), *_emphasised(part))
    elif not _TABLE_RULE.fullmatch(line):
        for part in wrapped(_linked(line.strip().strip("|").replace("|", " │ ")), width):
            yield _emphasised(part)


def _linked(text: str) -> str:
    return _LINK.sub(lambda found: found[1] or found[2], text)


def _plain(text: str) -> str:
    text = _MARKED.sub(lambda found: found[2] or found[4], _linked(text))
    return _SINGLE.sub(r"\1", text)


def _emphasised(text: str) -> Row:
    spans: list[Span] = []
    at = 0
    for found in _MARKED.finditer(text):
        spans.append((_SINGLE.sub(r"\1", text[at : found.start()]), "text"))
        spans.append((found[2], "strong bold") if found[2] else (found[4], "accent"))
        at = found.end()
    spans.append((_SINGLE.sub(r"\1", text[at:]), "text"))
    return tuple(span for span in spans if span[0])
