"""The one table of what may reach a terminal.

Text from outside passes here once, when it is taken in. Control characters would move the
cursor or talk to the terminal, bidirectional marks would reorder a line, zero-width and tag
characters would hide in names; each becomes something visible of a known width.
"""

import re

_CONTROL_SEQUENCE = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI, colours included
    r"|\x1b[\]PX^_][^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"  # OSC, DCS, SOS, PM, APC
    r"|\x9b[0-?]*[ -/]*[@-~]"  # CSI in one byte
)

_BIDI_NAMES = {
    0x061C: "ALM",
    0x200E: "LRM",
    0x200F: "RLM",
    0x202A: "LRE",
    0x202B: "RLE",
    0x202C: "PDF",
    0x202D: "LRO",
    0x202E: "RLO",
    0x2066: "LRI",
    0x2067: "RLI",
    0x2068: "FSI",
    0x2069: "PDI",
}
_INVISIBLE = (0x00AD, 0x200B, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xFEFF, 0x2028, 0x2029)
_NONCHARACTERS = tuple(
    plane * 0x10000 + low for plane in range(17) for low in (0xFFFE, 0xFFFF)
) + tuple(range(0xFDD0, 0xFDF0))

REPLACEMENT = "\ufffd"


def _table() -> dict[int, str]:
    table = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], REPLACEMENT)
    table |= {0x09: "    ", 0x0A: "␊", 0x0D: "␍"}
    table |= {code: f"‹{name}›" for code, name in _BIDI_NAMES.items()}
    table |= dict.fromkeys(_INVISIBLE, "")
    table |= dict.fromkeys(range(0xFFF9, 0xFFFC), REPLACEMENT)
    table |= dict.fromkeys(range(0xE0000, 0xE0080), "")
    table |= dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)
    table |= dict.fromkeys(_NONCHARACTERS, REPLACEMENT)
    return table


_TABLE = _table()
_ZERO_WIDTH = {0x200C: "", 0x200D: ""} | dict.fromkeys(range(65024, 65040), "")
_UNSAFE = re.compile("[" + re.escape("".join(map(chr, _TABLE))) + "]")


def safe_text(text: str) -> str:
    """`text` as one line that is safe to draw: no control, bidi or invisible characters.

    Whole control sequences vanish; what is left of a broken one is shown as `\ufffd`.
    """
    if text.isascii() and text.isprintable():
        return text
    if not _UNSAFE.search(text):
        return text
    return _CONTROL_SEQUENCE.sub("", text).translate(_TABLE)


def safe_name(text: str) -> str:
    """Like `safe_text`, and without joiners, which could make two names look the same."""
    return safe_text(text).translate(_ZERO_WIDTH)
