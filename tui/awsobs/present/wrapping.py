"""Text in several rows, broken at blanks."""

from rich.cells import cell_len

from awsobs.present.rows import cut

_MOST = 2_000
"""Characters that are looked at; a message from outside may be of any length."""


def wrapped(text: str, width: int, most: int = 100) -> list[str]:
    """At most so many lines of at most `width` cells; the last one says if there is more."""
    if width <= 0:
        return []
    lines: list[str] = []
    line = ""
    for word in text[:_MOST].split():
        candidate = f"{line} {word}" if line else word
        if cell_len(candidate) <= width or not line:
            line = candidate
            continue
        lines.append(cut(line, width))
        line = word
        if len(lines) == most:
            lines[-1] = cut(f"{lines[-1]} …", width) if width > 2 else "…"
            return lines
    return [*lines, cut(line, width)] if line else lines
