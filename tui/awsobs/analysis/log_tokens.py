"""What may vary in a word of a log line: numbers, ids, addresses, paths, names of hosts.

A word becomes a `Shape`: `key` has a `*` for each part that varies from line to line, `shown`
says what kind of thing stands there.
"""

import re
from typing import NamedTuple

_MOST = 65_536
"""Words that are remembered; past that all are forgotten, and learnt again."""

_LONGEST = 256
_STEPS = (
    ("url", r"[a-z][a-z0-9+.-]*://[^\s\"'<>)\]}]+"),
    ("email", r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    ("arn", r"arn:[\w-]+:[^\s\"',)\]}]+"),
    ("id", r"[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}"),
    (
        "time",
        r"\d{4}-\d\d-\d\d(?:[T_-]\d\d[:.]\d\d(?:[:.]\d\d)?(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?)?",
    ),
    ("time", r"\d{1,2}/[A-Z][a-z]{2}/\d{4}(?::\d\d:\d\d:\d\d)?"),
    ("time", r"(?<![\w:])\d?\d:\d\d(?::\d\d)?(?:[.,]\d+)?(?![\w:])"),
    ("ip", r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?:/\d{1,2})?(?![\w.]*[A-Za-z])"),
    ("ip", r"(?<![\w:])(?:[0-9a-fA-F]{0,4}:){3,7}[0-9a-fA-F]{1,4}(?![\w:])"),
    ("hex", r"\b0[xX][0-9a-fA-F]+\b"),
    ("path", r"(?<![\w.)>])[A-Za-z]:\\[^\s\"',;)\]}]*|(?<![\w.)>~])~?(?:/[\w.@%+~$#*=&?:-]+)+/?"),
    ("id", r"(?<![\w.-])[A-Za-z_$]+[\w$]*(?:[-.]\w+)*[-.]?\d[\w$-]*(?:[.-][\w$-]+)*(?![\w$=-])"),
    ("hex", r"(?<![\w.-])(?=[0-9a-fA-F]*[0-9])(?=[0-9a-fA-F]*[a-fA-F])[0-9a-fA-F]{6,}(?![\w-])"),
    ("duration", r"(?<![\w.])\d+(?:\.\d+)?(?:[µun]s|ms|s|m|h)(?:\d+(?:ms|s|m))*(?!\w)"),
    ("size", r"(?<![\w.])\d+(?:\.\d+)?(?:[KMGTk]i?[Bb]?|B|bytes)(?!\w)"),
    ("n", r"(?:(?<![\w.])|(?<=\.\.))[+-]?\d+(?:[.,]\d+)*(?!\w)"),
    ("id", r"(?<![\w.-])\d\w*(?:[-.]\w+)*"),
    ("host", r"(?<![\w.])[A-Za-z][\w-]*(?:\.[\w-]+)*\.[a-z][a-z0-9-]*(?![\w.(])"),
)
_RARE = 3
"""Steps that hold a sign without which they need not be tried."""

_NAMED = [f"(?P<m{i}>{step})" for i, (_, step) in enumerate(_STEPS)]
_MASK, _COMMON = re.compile("|".join(_NAMED)), re.compile("|".join(_NAMED[_RARE:]))
_SIGNS = re.compile(r"://|@|arn:")
_VARIES = re.compile(r"[\d/\\.]|://|@|arn:")
# The most common forms, which need no search: `uid=12,` or `(10.0.0.7:80)`.
_QUICK = re.compile(
    r"((?:[A-Za-z_-]+[=:])?[(\[\"'#<]*)(?:"
    r"(?P<id>[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12})"
    r"|(?P<ip>\d{1,3}(?:\.\d{1,3}){3}(?::\d+)?)|(?P<hex>0[xX][0-9a-fA-F]+)"
    r"|(?P<path>(?:/[\w.@%+~$-]+)+)|(?P<n>[+-]?\d+(?:[.,]\d+)*))(?=[)\]>\"',;:.]*\Z)"
)
_KINDS = {f"m{i}": kind for i, (kind, _) in enumerate(_STEPS)}
_PLAIN = re.compile(r"[A-Za-z]+[:,;.]?")
_CALENDAR = frozenset(
    {
        *("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May"),
        *("Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    }
)
_QUOTED = re.compile(
    r"(?<!msg=)(?<!message=)(?<!err=)(?<!error=)(?:\"[^\"]*\"|(?<!\w)'[^']*'(?!\w))"
)
_REQUEST = re.compile(r"[\"']([A-Z]{3,8}) \S+( HTTP/[\d.]+)?[\"']")


class Shape(NamedTuple):
    """A word: as it tells patterns apart, and as it is shown where it varies."""

    key: str
    shown: str


def shape_of(word: str) -> Shape:
    """The shape of one word."""
    if _PLAIN.fullmatch(word):
        return Shape("*", "<date>") if word in _CALENDAR else Shape(word, word)
    if quick := _QUICK.match(word):
        kind = quick.lastgroup or ""
        before, after = quick[1], word[quick.end(kind) :]
        return Shape(f"{before}*{after}", f"{before}<{kind}>{after}")
    if not _VARIES.search(word):
        return Shape(word, word)
    word = word[:_LONGEST]
    mask = _MASK if _SIGNS.search(word) else _COMMON
    shown = mask.sub(lambda found: f"<{_KINDS[found.lastgroup or '']}>", word)
    if shown == word:
        return Shape(word, word)
    return Shape(_starred(shown), shown)


_STARS = re.compile(r"[+-]?<(?:url|email|arn|id|time|ip|hex|path|n|host|duration|size)>")
_WITHIN = re.compile(r"(?<![\w.])[a-z][\w.-]*(?:/[\w.-]+)*/\*")
_LISTED = re.compile(r"\*(?:[,:/.|@+#~-]{0,2}\*)+")


def _starred(shown: str) -> str:
    """One star for each part that varies, and for a list of them."""
    starred = _LISTED.sub("*", _STARS.sub("*", shown))
    return _WITHIN.sub("*", starred) if "/*" in starred else starred


def words_in(text: str) -> list[str]:
    """The words of a text; what stands in quotes is one, but not where a text starts with it."""
    if '"' in text or "'" in text:
        text = _QUOTED.sub(_unquoted, text)
    return text.split()


def _unquoted(found: "re.Match[str]") -> str:
    quoted = found[0]
    request = _REQUEST.fullmatch(quoted)
    if request:
        mark = quoted[0]
        return f"{mark}{request[1]} <path>{request[2] or ''}{mark}"
    if not found.start():
        return quoted
    return "'<text>'" if quoted[0] == "'" else '"<text>"'


_DIGITS = str.maketrans("023456789", "1" * 9)


class Shapes(dict[str, str]):
    """The key of each word, worked out once: `shapes[word]`.

    Words that differ in their digits alone have one key, unless digits are left in it. Of all
    digits only the 0 of `0x` says what stands there.
    """

    def __init__(self) -> None:
        super().__init__()
        self._alike: dict[str, str] = {}

    def __missing__(self, word: str) -> str:
        if len(self) >= _MOST:
            self.clear()
            self._alike.clear()
        key = self[word] = self._key_of(word)
        return key

    def _key_of(self, word: str) -> str:
        alike = word.translate(_DIGITS)
        if alike.isalpha() or "0x" in word or "0X" in word:
            return shape_of(word).key
        key = self._alike.get(alike)
        if key is None:
            key = self._alike[alike] = shape_of(alike).key
        return shape_of(word).key if "1" in key else key
