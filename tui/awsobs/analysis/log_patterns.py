"""Log lines sorted into patterns as they come.

A line's words become a key with a `*` for each part that varies by its look; lines of one key
are one pattern. Where many keys differ in nothing but one plain word (names of users, say),
that word varies too, and they are joined. A few verbs in one place (Started, Paused) stay
patterns of their own, and so do exceptions.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from hashlib import blake2b
from itertools import islice
from typing import NamedTuple

from awsobs.analysis.log_heads import said
from awsobs.analysis.log_tokens import Shapes, shape_of, words_in

MOST_PATTERNS = 4_000
"""Past that, lines that came once are counted together to make room."""

OTHERS = "<lines like no others>"
_MOST_KEYS = 65_536
_MOST_WORDS = 200
_MOST_JOINTS = 40
"""Words of a line that are looked at, and plain ones that may turn out to vary."""

_ENOUGH = 9
_ENOUGH_FIRST = 20
_ENOUGH_THINGS = 5
_ENOUGH_NAMES = 3
"""So many plain words in one place are too many for verbs; fewer do where a name is expected."""

_NAMING = frozenset(
    {
        *("user", "username", "account", "role", "principal", "owner", "group", "tenant"),
        *("host", "hostname", "node", "server", "client", "peer", "device", "interface"),
        *("service", "function", "table", "queue", "topic", "bucket", "stream", "key"),
        *("file", "package", "process", "thread", "task", "job", "module", "plugin"),
        *("named", "name", "tag", "id"),
    }
)
_NAMES = ("host", "user", "name", "id")
_LEADING = frozenset({"for", "from", "by", "to", "of", "on", "at", "in", "with"})
_PLAIN = re.compile(r"(?<![^\s=:,;()\[\]{}<>'\"|])[A-Za-z_$][\w$.-]*(?![^\s=:,;()\[\]{}<>'\"|])")
_ANY_WORD = r"(?![\w$.-]*(?:Exception|Error|Fault|Timeout|Failure)\b)[\w$.*-]+"
_BEFORE = re.compile(r"([A-Za-z]+)[\s=:'\"\[(]*$")
_KEPT = re.compile(r"(?:Exception|Error|Fault|Timeout|Failure|ERROR|WARN|INFO)$")
_VERB = re.compile(r"[a-z](?:ed|ing)$")
_RUN = re.compile(r"(?:(?<=\s)|^)\*[,;]?(?:\s+\*[,;]?)+(?=\s|$)")
_MASKS = re.compile(r"(<[a-z]+>[,;]?)(?:\s+<[a-z]+>[,;]?)+(?=\s|$)")
# ` (1.6 KB)` and ` ()` beside a number or address, `<1 sec` for a duration, `=Owner{1a2b}`.
_ASIDE = re.compile(r"(?<=\S)\s\(\*?(?:\s[KMGT]?i?B)?\)")
_UNDER = re.compile(r"(?<=\s)<\*\s(?:ms|sec|min)\w*")
_OBJECT = re.compile(r"=(?:[\w.$/]+(?:\{\*[^{}]*\}|@\*)|null|None|nil)(?=[\s,;)\]}]|$)")
_VARIED = "<*>"


_shapes = Shapes()


def key_of(line: str) -> str:
    """What tells a line's pattern from others: its words, with a star for each that varies."""
    return _canonical(_raw_key(words_in(said(line))[:_MOST_WORDS]))


class Pattern:
    """One template, which may become part of a wider one.

    `is_wide` says that stars of its key also stand for plain words.
    """

    __slots__ = ("_fixed", "_shown", "count", "is_wide", "key", "part_of")

    def __init__(self, key: str, words: Sequence[str]) -> None:
        self.key = key
        self.is_wide = False
        self.count = 0
        self.part_of: Pattern | None = None
        self._shown = [shape_of(word).shown for word in words]
        self._fixed = [
            (place, word) for place, word in enumerate(words) if self._shown[place] != word
        ]

    @property
    def whole(self) -> "Pattern":
        """The widest pattern that this one belongs to by now."""
        pattern = self
        while pattern.part_of is not None:
            pattern = pattern.part_of
        return pattern

    @property
    def id(self) -> str:
        """The same for the same pattern, in every run."""
        return blake2b(self.key.encode("utf-8", "replace"), digest_size=5).hexdigest()

    @property
    def template(self) -> str:
        """Its words; what varied, or would by its look in a single line, is named by its kind."""
        words = list(self._shown)
        if self.count > 1:
            for place, word in self._fixed:
                words[place] = word
        return _MASKS.sub(r"\1…", " ".join(words))

    def take(self, words: Sequence[str]) -> None:
        """Count a line, and see which of its words are still the same in all of them."""
        self.count += 1
        if self._fixed:
            self._compare(words)

    def absorb(self, part: "Pattern") -> None:
        """Count the lines of a narrower pattern as its own."""
        part.part_of = self
        self.count += part.count
        shown, fixed = part._words  # noqa: SLF001  # of its own kind
        if len(shown) != len(self._shown):
            self._fixed = []
            return
        pairs = zip(self._shown, shown, strict=True)
        self._shown = [one if one == other else _both(one, other) for one, other in pairs]
        self._fixed = [(at, word) for at, word in self._fixed if fixed.get(at) == word]

    @property
    def _words(self) -> tuple[list[str], dict[int, str]]:
        return self._shown, dict(self._fixed)

    def _compare(self, words: Sequence[str]) -> None:
        if len(words) != len(self._shown):
            self._fixed = []
            return
        for place, word in self._fixed:
            if words[place] != word:
                self._fixed = [(at, one) for at, one in self._fixed if words[at] == one]
                return


def _both(one: str, other: str) -> str:
    """A word that is one thing or the other; what both start with, up to a sign, stays."""
    for mark in ("=", ":"):
        head, found, _ = one.partition(mark)
        if found and other.startswith(head + mark):
            return f"{head}{mark}{_VARIED}"
    return _VARIED


class LogPatterns:
    """Patterns learnt from lines, in bounded memory."""

    def __init__(self, most: int = MOST_PATTERNS) -> None:
        self._most = most
        self._known: dict[str, Pattern] = {}
        self._by_key: dict[str, Pattern] = {}
        self._joints: dict[int, dict[str, Pattern]] = {}
        self._open: set[int] = set()
        self._wide: dict[int, list[tuple[Pattern, re.Pattern[str]]]] = {}
        self._others = Pattern(OTHERS, (OTHERS,))

    def __len__(self) -> int:
        return len(self._by_key)

    def __iter__(self) -> Iterator[Pattern]:
        """The patterns of all lines, in the order in which they came up."""
        yield from self._by_key.values()
        if self._others.count:
            yield self._others

    def add(self, line: str) -> Pattern:
        """Count a line; its pattern, which may become part of a wider one later."""
        words = words_in(said(line))[:_MOST_WORDS]
        key = _raw_key(words)
        pattern = self._known.get(key)
        if pattern is None or pattern.part_of is not None:
            pattern = self._learn(key, words)
        pattern.take(words)
        return pattern

    def _learn(self, key: str, words: Sequence[str]) -> Pattern:
        pattern = self._pattern(key, words)
        if len(self._known) >= _MOST_KEYS:
            self._known.clear()
        self._known[key] = pattern
        return pattern

    def _pattern(self, key: str, words: Sequence[str]) -> Pattern:
        """The pattern of a key, made if need be, or the wider one that it belongs to."""
        key = _canonical(key)
        known = self._by_key.get(key)
        if known is not None:
            return known
        joints = list(_joints_of(key))
        for joint in joints:
            if joint.place in self._open:
                return self._pattern(joint.widened, words)
        for wide, form in self._wide.get(len(key.split()), ()):
            if wide.part_of is None and form.fullmatch(key):
                return wide
        if len(self._by_key) >= self._most:
            self._make_room()
        pattern = self._by_key[key] = Pattern(key, words)
        return self._joined(pattern, joints, words)

    def _joined(
        self, pattern: Pattern, joints: Sequence["_Joint"], words: Sequence[str]
    ) -> Pattern:
        """Note where a new pattern may vary; it is joined with its like once they are enough."""
        for joint in joints:
            alike = self._joints.setdefault(joint.place, {})
            alike[joint.word] = pattern
            if len(alike) >= joint.enough and not _are_verbs(alike):
                self._open.add(joint.place)
                del self._joints[joint.place]
                return self._widened(self._pattern(joint.widened, words), alike.values())
        return pattern

    def _widened(self, wide: Pattern, parts: Iterable[Pattern]) -> Pattern:
        """A pattern with all that belong to it: the parts that made it, and what looks like it."""
        wide.is_wide = True
        form, forms = _form_of(wide.key), self._wide.setdefault(len(wide.key.split()), [])
        forms[:] = [(one, its) for one, its in forms if one.part_of is None]
        forms.append((wide, form))
        alike = (one for one in self._by_key.values() if form.fullmatch(one.key))
        for part in {one.whole: None for one in (*parts, *alike)}:
            if part is not wide:
                wide.absorb(part)
                self._by_key.pop(part.key, None)
        return wide

    def _make_room(self) -> None:
        """Count the rarest, oldest first, as lines like no others."""
        rarest = sorted(self._by_key.values(), key=lambda pattern: pattern.count)
        for pattern in rarest[: 1 + self._most // 4]:
            self._others.absorb(pattern)
            del self._by_key[pattern.key]
        kept = set(self._by_key.values())
        if len(self._open) > _MOST_KEYS:
            self._open.clear()
        self._wide = {
            words: [(wide, form) for wide, form in forms if wide in kept]
            for words, forms in self._wide.items()
        }
        self._joints = {
            place: left
            for place, alike in self._joints.items()
            if (left := {word: one for word, one in alike.items() if one.whole in kept})
        }


def _raw_key(words: Sequence[str]) -> str:
    return " ".join(map(_shapes.__getitem__, words))


def _canonical(key: str) -> str:
    """A key without what a line may have or lack, and one star for several in a row."""
    if "(" in key or "<" in key:
        key = _UNDER.sub("*", _ASIDE.sub("", key))
    if "=" in key:
        key = _OBJECT.sub("=*", key)
    return _RUN.sub("*", key)


class _Joint(NamedTuple):
    """A plain word of a key that may vary: what is the same without it, and with a star there."""

    place: int
    word: str
    widened: str
    enough: int


def _joints_of(key: str) -> Iterator[_Joint]:
    plain = list(islice(_PLAIN.finditer(key), _MOST_JOINTS))
    for found in plain:
        if _KEPT.search(found[0]):
            continue
        before, after = key[: found.start()], key[found.end() :]
        enough = _enough(before) * (1 if len(plain) > 2 else 2)
        yield _Joint(hash((before, after)), found[0], f"{before}*{after}", enough)


def _form_of(key: str) -> "re.Pattern[str]":
    """What matches keys that are the same but for plain words where this one has a star."""
    return re.compile(_ANY_WORD.join(re.escape(part) for part in key.split("*")))


def _are_verbs(words: Iterable[str]) -> bool:
    """Whether most of some words in one place tell what is done."""
    verbs = [bool(_VERB.search(word)) for word in words]
    return 2 * sum(verbs) > len(verbs)


def _enough(before: str) -> int:
    """How many words in one place are too many to tell patterns apart, by what stands before."""
    if not before:
        return _ENOUGH_FIRST
    leading = _BEFORE.search(before)
    word = leading[1].lower() if leading else ""
    if word in _NAMING or word.endswith(_NAMES):
        return _ENOUGH_NAMES
    return _ENOUGH_THINGS if word in _LEADING else _ENOUGH
