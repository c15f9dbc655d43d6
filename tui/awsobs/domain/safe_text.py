"""The one table of what may reach a terminal.

Text from outside passes here once, when it is taken in. Control characters would move the
cursor or talk to the terminal, bidirectional marks would reorder a line, zero-width and tag
characters would hide in names; each becomes something visible of a known width. What makes
one picture out of several characters is taken apart, because terminals differ in its width.
"""

import re
import unicodedata
from collections.abc import Iterable

REPLACEMENT = "\ufffd"

_STRING_BODY = r"[^\x07\x1b\x90\x98\x9c-\x9f]*(?:\x07|\x1b\\|\x9c)"
_CSI_BODY = r"[0-?]*[ -/]*[@-~]"
# XML has no ESC, so that an answer in XML comes with the replacement in its place. That sign
# stands before honest text too, hence only what is plainly a sequence goes with it.
_LOST_CSI = r"\[(?:m|[0-9;:?]{1,32}[A-HJKSTfhlmnsu])"
_LOST_OSC = rf"\]\d{{1,4}};[^{REPLACEMENT}]*{REPLACEMENT}\\?"

_CONTROL_SEQUENCE = re.compile(
    rf"(?:\x1b\[|\x9b){_CSI_BODY}"  # colours included
    rf"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f]){_STRING_BODY}"  # OSC, DCS, SOS, PM, APC
    r"|\x1b[ -/]*[0-OQ-WYZ\\`-~]"  # resets, character sets, the end of a string
)
_LOST_SEQUENCE = re.compile(
    rf"(?<!{REPLACEMENT})(?:{REPLACEMENT}++(?:{_LOST_OSC}|(?:{_LOST_CSI})+))+"
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
_INVISIBLE = (
    *(0x00AD, 0x034F, 0x115F, 0x1160, 0x180B, 0x180C, 0x180D, 0x180E, 0x180F, 0x200B),
    *range(0x2060, 0x2066),
    *range(0x206A, 0x2070),
    *(0x2028, 0x2029, 0x3164, 0xFEFF, 0xFFA0),
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),  # tags, and selectors of variants
)
_JOINER = 0x200D
_VARIANTS = range(0xFE00, 0xFE10)
_SKIN_TONES = range(0x1F3FB, 0x1F400)
_FLAG_LETTERS = range(0x1F1E6, 0x1F200)
_NONCHARACTERS = tuple(
    plane * 0x10000 + low for plane in range(17) for low in (0xFFFE, 0xFFFF)
) + tuple(range(0xFDD0, 0xFDF0))


def _table() -> dict[int, str]:
    table = dict.fromkeys([*range(0x20), *range(0x7F, 0xA0)], REPLACEMENT)
    table |= {0x09: "    ", 0x0A: "␊", 0x0D: "␍"}
    table |= {code: f"‹{name}›" for code, name in _BIDI_NAMES.items()}
    table |= dict.fromkeys([*_INVISIBLE, _JOINER, *_VARIANTS, *_SKIN_TONES], "")
    table |= {code: chr(code - _FLAG_LETTERS.start + ord("A")) for code in _FLAG_LETTERS}
    table |= dict.fromkeys(range(0xFFF9, 0xFFFC), REPLACEMENT)
    table |= dict.fromkeys(range(0xD800, 0xE000), REPLACEMENT)
    table |= dict.fromkeys(_NONCHARACTERS, REPLACEMENT)
    return table


def _ranges(codes: Iterable[int]) -> str:
    """The inside of a character class: thousands of single ones would be tried one by one."""
    pieces: list[str] = []
    first = last = -2
    for code in [*sorted(codes), -2]:
        if code != last + 1:
            if last >= 0:
                pieces.append(rf"\U{first:08x}-\U{last:08x}")
            first = code
        last = code
    return "".join(pieces)


_TABLE = _table()
_NON_JOINER = "\u200c"
_UNSAFE = re.compile(f"[{_ranges(_TABLE)}{REPLACEMENT}]")
_OF_TWO_WIDTHS = re.compile("[\u2630-\u2637\u268a-\u268f\u3248-\u324f\U0001d300-\U0001d376]")
_UNSTEADY = re.compile(
    "[\u0903-\u1cf7\u2630-\u2637\u268a-\u268f\u302e\u302f\u3248-\u324f\ua823-\uabec"
    "\U00011000-\U0001d376]"
)


def safe_text(text: str) -> str:
    """`text` as one line that is safe to draw: no control, bidi or invisible characters.

    Whole control sequences vanish; what is left of a broken one is shown as `\ufffd`.
    """
    if text.isascii() and text.isprintable():
        return text
    if not _UNSAFE.search(text):
        return text
    return _LOST_SEQUENCE.sub("", _CONTROL_SEQUENCE.sub("", text).translate(_TABLE))


def drawable_text(text: str) -> str:
    """`safe_text`, less what terminals measure differently: a cell too many moves a border.

    Only for what is drawn in cells: vowel signs of Indic scripts are among it.
    """
    text = safe_text(text)
    if not _UNSTEADY.search(text):
        return text
    kept = (one for one in text if unicodedata.category(one) != "Mc")
    return _OF_TWO_WIDTHS.sub(REPLACEMENT, "".join(kept))


def safe_name(text: str) -> str:
    """Like `safe_text`, and without the non-joiner, which could make two names look the same."""
    return safe_text(text.replace(_NON_JOINER, ""))
