"""The same rows where only ASCII can be drawn: one cell for one cell."""

from rich.cells import cell_len

from awsobs.present.rows import Row

_GLYPHS = {
    "✖": "X",
    "▲": "^",
    "·": ".",
    "✔": "+",
    "↯": "~",
    "●": "*",
    "○": "o",
    "◌": "o",
    "◆": "*",
    "◇": "o",
    "↑": "^",
    "↓": "v",
    "→": ">",
    "−": "-",
    "▌": ">",
    "▎": "|",
    "┃": "|",
    "╌": "-",
    "┊": ":",
    "┆": ":",
    "▸": ">",
    "×": "x",
    "…": "~",
    "‥": "~",
    "–": "-",
    "—": "-",
    "‖": "|",
    "▶": ">",
    "◀": "<",
    "▼": "v",
    "↳": ">",
    "━": "=",
    "╸": "=",
    "╺": "=",
    "▖": "|",
    "▘": "/",
    "▝": "-",
    "▗": "\\",
    "▁": "_",
    "▂": ",",
    "▃": "-",
    "▄": ":",
    "▅": "=",
    "▆": "+",
    "▇": "#",
    "█": "#",
    "▀": '"',
    "▓": "%",
    "▒": ":",
    "░": ":",
    "µ": "u",
    "│": "|",
    "─": "-",
    "‹": "<",
    "›": ">",
    "’": "'",
    "␊": "$",
    "␍": "$",
}
_CORNERS = "┌┐└┘├┤┬┴┼╭╮╯╰┏┓┗┛┣┫┳┻╋┯┷┠┨╂╔╗╚╝"
_TABLE = str.maketrans(_GLYPHS | dict.fromkeys(_CORNERS, "+") | dict.fromkeys("║┇┋", "|"))


def ascii_row(row: Row) -> Row:
    """A row of as many cells, in ASCII alone; letters of other scripts become `?`."""
    return tuple((ascii_text(text), style) for text, style in row)


def ascii_text(text: str) -> str:
    """`text` in as many cells, in ASCII alone."""
    if text.isascii():
        return text
    shown = text.translate(_TABLE)
    if shown.isascii():
        return shown
    return "".join(c if c.isascii() else "?" * cell_len(c) for c in shown)
