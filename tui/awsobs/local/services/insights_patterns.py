"""The patterns that `pattern` of Logs Insights finds, with how severe their messages are."""

from collections.abc import Sequence
from typing import Final

from awsobs.analysis.log_levels import level_of
from awsobs.analysis.log_patterns import MOST_PATTERNS, LogPatterns, Pattern
from awsobs.domain.logs import Level
from awsobs.languages.insights.patterns import Counted

_LABELS: Final = {
    Level.DEBUG: "DEBUG",
    Level.INFO: "INFO",
    Level.WARN: "WARN",
    Level.ERROR: "ERROR",
    Level.FATAL: "FATAL",
}


class InsightsPatterns:
    """Counts messages by pattern, for one run of a query."""

    def __init__(self) -> None:
        self._patterns = LogPatterns()
        self._levels: dict[Pattern, Level] = {}
        self._before: dict[Pattern, int] = {}

    def add(self, message: str, *, is_before: bool) -> None:
        """Take in one message, of the time that is asked for or of the one to compare with."""
        pattern = self._patterns.add(message)
        if pattern not in self._levels:
            if len(self._levels) >= 2 * MOST_PATTERNS:
                self._levels, self._before = self._levels_of_wholes(), self._before_of_wholes()
            self._levels[pattern] = level_of(message)
        if is_before:
            self._before[pattern] = self._before.get(pattern, 0) + 1

    def counted(self) -> Sequence[Counted]:
        """All patterns so far, the most frequent first."""
        levels, before = self._levels_of_wholes(), self._before_of_wholes()
        found = [
            Counted(
                template=each.template,
                frequency=each.count - before.get(each, 0),
                severity=_LABELS.get(levels[each], ""),
                before=before.get(each, 0),
            )
            for each in self._patterns
        ]
        return sorted(found, key=lambda counted: -counted.frequency)

    def _levels_of_wholes(self) -> dict[Pattern, Level]:
        """The gravest level of each pattern that there is by now."""
        levels = dict.fromkeys(self._patterns, Level.UNKNOWN)
        for part, level in self._levels.items():
            whole = part.whole
            if whole in levels:
                levels[whole] = max(levels[whole], level)
        return levels

    def _before_of_wholes(self) -> dict[Pattern, int]:
        """How many messages of before each pattern has by now."""
        counts: dict[Pattern, int] = {}
        for part, count in self._before.items():
            counts[part.whole] = counts.get(part.whole, 0) + count
        return counts
