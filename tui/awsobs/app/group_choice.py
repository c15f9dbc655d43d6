"""Choosing log groups: what fits a text, what is chosen, and what `enter` would read."""

from collections.abc import Sequence
from dataclasses import dataclass

from textual.fuzzy import FuzzySearch

from awsobs.app.command_line import fit
from awsobs.domain.logs import LogGroup, LogStream
from awsobs.languages.group_pattern import group_test, is_pattern

MOST_SHOWN = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A name that can be chosen: a group, a stream, or a pattern and how many groups it means."""

    name: str
    group: LogGroup | None = None
    stream: LogStream | None = None
    means: int | None = None
    letters: tuple[int, ...] = ()


class GroupChoice:
    """What is offered, in which order, and what of it is chosen so far."""

    def __init__(self, chosen: Sequence[str] = ()) -> None:
        self._chosen = dict.fromkeys(chosen)
        self._offered: tuple[Candidate, ...] = ()
        self._has_toggled = False

    @property
    def chosen(self) -> tuple[str, ...]:
        """Names and patterns, in the order they were chosen in."""
        return tuple(self._chosen)

    def __contains__(self, name: str) -> bool:
        return name in self._chosen

    def __len__(self) -> int:
        return len(self._offered)

    def offer(self, candidates: Sequence[Candidate]) -> None:
        """Offer these, and keep what is chosen."""
        self._offered = tuple(candidates)

    def toggle(self, name: str) -> None:
        """Choose a name, or do not."""
        self._has_toggled = True
        if name in self._chosen:
            del self._chosen[name]
        else:
            self._chosen[name] = None

    def found(self, typed: str) -> list[Candidate]:
        """What fits a text, the best first; a pattern itself before what it means.

        Raises:
            RegexError: what follows `re:` is no regular expression.
        """
        text = typed.strip()
        if not text:
            return self._all()
        if is_pattern(text):
            return [self._pattern(text), *self._meant(text)][:MOST_SHOWN]
        search = FuzzySearch()
        fits = [(one, fit(search, text.lower(), one.name)) for one in self._offered]
        scored = sorted((-score, one.name, one, letters) for one, (score, letters) in fits if score)
        return [_lettered(one, letters) for _, _, one, letters in scored][:MOST_SHOWN]

    def _all(self) -> list[Candidate]:
        """Patterns that are chosen, then names that are, then the others."""
        names = {one.name for one in self._offered}
        patterns = [self._pattern(name) for name in self._chosen if name not in names]
        first = [one for one in self._offered if one.name in self._chosen]
        others = [one for one in self._offered if one.name not in self._chosen]
        return [*patterns, *first, *others][:MOST_SHOWN]

    def _pattern(self, text: str) -> Candidate:
        return Candidate(name=text, means=len(self._meant(text)))

    def _meant(self, text: str) -> list[Candidate]:
        test = group_test(text)
        return [one for one in self._offered if test(one.name)]

    def meant(self, names: Sequence[str]) -> int:
        """How many of what is offered some names and patterns mean."""
        tests = [group_test(name) for name in names]
        return sum(any(test(one.name) for test in tests) for one in self._offered)

    def wanted(self, pointed: str | None, typed: str = "") -> tuple[str, ...]:
        """What is to be read: what is chosen, or without that what is pointed at.

        What was `typed` goes before what was chosen at another time.
        """
        is_of_now = self._has_toggled or not typed.strip()
        return (self.chosen if is_of_now else ()) or ((pointed,) if pointed else ())


def _lettered(one: Candidate, letters: tuple[int, ...]) -> Candidate:
    return Candidate(name=one.name, group=one.group, stream=one.stream, letters=letters)
