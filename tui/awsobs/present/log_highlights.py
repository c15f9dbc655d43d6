"""Texts that stand out in log lines, each in a look of its own, without colours too."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field

from awsobs.languages.console_filter import quoted
from awsobs.languages.linear_regex import finder
from awsobs.present.rows import Row, cut

STYLES = (
    "series-2 bold underline",
    "series-3 underline",
    "series-6 bold",
    "background on series-4",
    "background underline on series-5",
)
"""A fill would outshout what is an error, so the first three have none."""

MOST = len(STYLES)
LONGEST = 200
REGEX = "re:"
_CHIP = 16
_MOST_PLACES = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A text that stands out; called with a line it tells where, as rows take it."""

    text: str
    style: str
    find: Callable[[str], Iterable[tuple[int, int]]] = field(compare=False, repr=False)

    def __call__(self, line: str) -> Iterator[tuple[int, int, str]]:
        for number, (start, stop) in enumerate(self.find(line)):
            if number == _MOST_PLACES:
                return
            yield start, stop, self.style

    @property
    def filter_text(self) -> str:
        """The filter that lets through the lines in which it stands out."""
        if not self.text.startswith(REGEX):
            return quoted(self.text)
        expression = self.text.removeprefix(REGEX)
        return f"/{_slashed(expression)}/"


def mark_of(text: str, style: str) -> Mark:
    """What `:highlight` makes of a text; `re:` is a regular expression, small letters any case.

    Raises:
        ValueError: it is empty or too long.
        RegexError: RE2 does not take the expression.
    """
    wanted = text.strip()
    if not wanted.removeprefix(REGEX):
        raise ValueError("there is nothing to highlight")
    if len(wanted) > LONGEST:
        raise ValueError(f"a highlight has {LONGEST} characters at most")
    is_regex = wanted.startswith(REGEX)
    find = finder(wanted.removeprefix(REGEX)) if is_regex else _plain(wanted)
    return Mark(text=wanted, style=style, find=find)


def free_style(used: Iterable[Mark]) -> str:
    """The first look that no mark has.

    Raises:
        ValueError: all are taken.
    """
    taken = {mark.style for mark in used}
    free = [style for style in STYLES if style not in taken]
    if not free:
        raise ValueError(f"{MOST} highlights are the most; :highlight clears them")
    return free[0]


def chip(mark: Mark, count: int, *, is_counting: bool) -> Row:
    """` timeout  1,204 `: how it looks, and how many lines have it."""
    text = cut(mark.text, _CHIP)
    return ((text, mark.style), (f" {count:,}{'…' if is_counting else ''}", "muted"), ("  ", ""))


def _plain(text: str) -> Callable[[str], Iterator[tuple[int, int]]]:
    ignores_case = text == text.lower()

    def find(line: str) -> Iterator[tuple[int, int]]:
        searched = line.lower() if ignores_case else line
        if len(searched) != len(line):
            searched = line  # letters that are longer in small would shift what follows
        at = searched.find(text)
        while at >= 0:
            yield at, at + len(text)
            at = searched.find(text, at + len(text))

    return find


def _slashed(expression: str) -> str:
    """An expression between slashes: those inside are escaped, if they are not yet."""
    pieces: list[str] = []
    is_escaped = False
    for letter in expression:
        pieces.append("\\/" if letter == "/" and not is_escaped else letter)
        is_escaped = letter == "\\" and not is_escaped
    return "".join(pieces)
