"""What a map shows, in the languages of other programs: DOT, Mermaid, and SVG."""

from collections.abc import Iterator, Mapping
from xml.sax.saxutils import escape

from rich.cells import cell_len

from awsobs.present.map_drawing import Drawing, MapEdge
from awsobs.present.map_faces import GLYPHS, MapNode, Role
from awsobs.present.numbers import latency, number, percent
from awsobs.present.palettes import PALETTES, Colour

_BAD = frozenset({Role.ROOT, Role.VICTIM, Role.WORSE})
_CELL, _LINE, _FONT, _BASE = 8.4, 17, 14, 13
_FONTS = "DejaVu Sans Mono, Menlo, Consolas, monospace"


def dot_lines(drawing: Drawing) -> Iterator[str]:
    """The map for Graphviz."""
    yield "digraph map {"
    yield '  rankdir=TB; node [shape=box, style=rounded, fontname="monospace"];'
    numbers = _numbers(drawing)
    for key, node in drawing.shown.nodes.items():
        ink = ', color="red", penwidth=2' if node.role in _BAD else ""
        yield f'  n{numbers[key]} [label="{_dot(node)}"{ink}];'
    for edge in drawing.shown.edges:
        inks = (edge.dashed, "style=dashed"), (edge.fails, "color=red")
        told = ", ".join(text for holds, text in inks if holds)
        ink = f" [{told}]" if told else ""
        yield f"  n{numbers[edge.source]} -> n{numbers[edge.target]}{ink};"
    yield "}"


def mermaid_lines(drawing: Drawing) -> Iterator[str]:
    """The map for Mermaid."""
    yield "flowchart TB"
    numbers = _numbers(drawing)
    for key, node in drawing.shown.nodes.items():
        label = "<br>".join(_mermaid(text) for text in _texts(node))
        yield f'  n{numbers[key]}["{label}"]'
    for edge in drawing.shown.edges:
        yield f"  n{numbers[edge.source]} {_arrow(edge)} n{numbers[edge.target]}"
    bad = [f"n{numbers[key]}" for key, node in drawing.shown.nodes.items() if node.role in _BAD]
    if bad:
        yield "  classDef failing stroke:#c00,stroke-width:2px"
        yield f"  class {','.join(bad)} failing"


def svg_lines(drawing: Drawing, theme: str) -> Iterator[str]:
    """The drawing as a picture, cell for cell."""
    palette = PALETTES.get(theme, PALETTES["awsobs-dark"])
    width, height = drawing.width * _CELL, len(drawing.rows) * _LINE + 2
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height}" '
        f'font-family="{_FONTS}" font-size="{_FONT}">'
    )
    yield f'<rect width="100%" height="100%" fill="{_colour(palette, "background")}"/>'
    for index, row in enumerate(drawing.rows):
        x = 0
        for text, style in row:
            size = cell_len(text)
            yield from _svg_span(text, style, x * _CELL, index * _LINE, size * _CELL, palette)
            x += size
    yield "</svg>"


def _svg_span(
    text: str, style: str, x: float, y: int, width: float, palette: Mapping[str, Colour]
) -> Iterator[str]:
    ink, _, fill = style.partition(" on ")
    if fill:
        colour = _colour(palette, fill)
        yield f'<rect x="{x:g}" y="{y}" width="{width:g}" height="{_LINE}" fill="{colour}"/>'
    if not text.strip():
        return
    role, *rest = ink.split() or ["text"]
    weight = ' font-weight="bold"' if "bold" in rest else ""
    yield (
        f'<text x="{x:g}" y="{y + _BASE}" textLength="{width:g}" xml:space="preserve"'
        f' fill="{_colour(palette, role)}"{weight}>{escape(text)}</text>'
    )


def _colour(palette: Mapping[str, Colour], role: str) -> Colour:
    return palette.get(role, palette["text"])


def _numbers(drawing: Drawing) -> Mapping[object, int]:
    return {key: number for number, key in enumerate(drawing.shown.nodes)}


def _texts(node: MapNode) -> list[str]:
    """The lines of a node: its sign and name, and its figures."""
    glyph = GLYPHS[node.role][0]
    lines = [f"{glyph} {node.prefix}{node.label}".strip()]
    told: list[str] = []
    statistics = node.statistics
    if statistics is not None and statistics.count:
        rate = statistics.count / node.minutes if node.minutes else 0.0
        if rate >= 0.05:
            told.append(f"{number(rate)}/min")
        if statistics.mean is not None:
            told.append(latency(statistics.mean))
    if node.share:
        told.append(percent(node.share))
    return [*lines, "  ".join(told)] if told else lines


def _dot(node: MapNode) -> str:
    texts = (text.replace("\\", "\\\\").replace('"', '\\"') for text in _texts(node))
    return "\\n".join(texts)


def _mermaid(text: str) -> str:
    """Text in which nothing is syntax: Mermaid has codes for what would be."""
    return "".join(c if c.isalnum() or c in " ./-_:%✖▲↯✔" else f"#{ord(c)};" for c in text)


def _arrow(edge: MapEdge) -> str:
    if edge.dashed:
        return "-.->"
    return "==>" if edge.fails else "-->"
