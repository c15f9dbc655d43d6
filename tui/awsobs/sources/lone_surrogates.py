r"""JSON with half a character in it: `\ud83d` without its other half.

A service that cuts texts by UTF-16 units, or a hostile one, sends such. Decoders differ: one
text of a page would make the whole page unreadable.
"""

import re

_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb"|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


def without_halves(body: bytes) -> bytes:
    r"""The same JSON with `\ufffd` for every half of a character."""
    return _ESCAPE.sub(lambda found: rb"\ufffd" if found["half"] else found[0], body)
