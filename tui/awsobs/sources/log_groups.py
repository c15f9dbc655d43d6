"""Which log groups to read: those asked for, or the ones that hold most."""

from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from typing import Any

from awsobs.domain.logs import LogGroup
from awsobs.domain.safe_text import safe_name
from awsobs.domain.source_state import SourceError
from awsobs.languages.group_pattern import group_test, is_pattern
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws

MAX_LISTED_PAGES = 20
MAX_GROUPS = 12
_SMALL = timedelta(seconds=10)
_LARGE = timedelta(seconds=60)


class LogGroups:
    """The chosen groups, listed again now and then; one that was chosen stays chosen.

    Args:
        aws: Where to list them.
        wanted: Names, globs or `re:` expressions; without any, the `MAX_GROUPS` that store most
            are chosen.
    """

    def __init__(self, aws: Aws, wanted: Sequence[str] = ()) -> None:
        self._aws = aws
        self._chosen: tuple[str, ...] = ()
        self._due = 0.0
        self.shortfall = ""
        self.choose(wanted)

    def choose(self, wanted: Sequence[str]) -> None:
        """Want other groups from now on.

        Raises:
            RegexError: what follows a `re:` is no regular expression.
        """
        self._wanted, self._tests = tuple(wanted), [group_test(name) for name in wanted]
        self._chosen = ()
        self.forget()

    async def current(self) -> tuple[str, ...]:
        """The chosen groups' names.

        Raises:
            SourceError: they cannot be listed, and none are known from before.
        """
        if self._wanted and not any(map(is_pattern, self._wanted)):
            return self._wanted
        now = self._aws.clock.monotonic()
        if not self._chosen or now >= self._due:
            self._due = now + (await self._choose()).total_seconds()
        return self._chosen

    async def _choose(self) -> timedelta:
        """List and choose; after what time to do so again. A refusal keeps what was chosen."""
        try:
            listed, listed_pages = await self._listed()
        except SourceError as error:
            if not self._chosen or not error.is_passing:
                raise
            return _SMALL
        self._chosen = self._choice(listed)
        return _SMALL if listed_pages == 1 else _LARGE

    def forget(self) -> None:
        """List again at the next occasion: a group that was chosen is gone."""
        self._due = 0.0

    async def _listed(self) -> tuple[list[Mapping[str, Any]], int]:
        rows: list[Mapping[str, Any]] = []
        count = 0
        self.shortfall = ""
        async for page in pages(
            self._aws,
            "logs:DescribeLogGroups",
            {"limit": 50},
            token="nextToken",
            limit=MAX_LISTED_PAGES,
            priority=Priority.FIRST,
            warn=self._lacking,
        ):
            count += 1
            rows += fields.rows(page, "logGroups")
        return rows, count

    def _lacking(self, what: str) -> None:
        self.shortfall = what

    def _choice(self, listed: list[Mapping[str, Any]]) -> tuple[str, ...]:
        found = {
            name: (-fields.count(row, "storedBytes"), -fields.count(row, "creationTime"), name)
            for row in listed
            if (name := group_of(row).name) and row.get("logGroupClass") != "DELIVERY"
        }
        kept = [name for name in self._chosen if name in found]
        fresh = sorted((name for name in found if name not in kept), key=found.__getitem__)
        if not self._wanted:
            return tuple(sorted([*kept, *fresh][:MAX_GROUPS]))
        matching = [name for name in found if any(test(name) for test in self._tests)]
        if matching and not self.shortfall:
            self.shortfall = self._unmatched(found)
        return tuple(sorted(matching))

    def _unmatched(self, found: Collection[str]) -> str:
        """Which of several names and patterns lead nowhere, in words."""
        asked = zip(self._wanted, self._tests, strict=True)
        missing = [safe_name(name) for name, test in asked if not any(map(test, found))]
        return f"no log group matches {', '.join(missing)}" if missing else ""


def group_of(row: Mapping[str, Any]) -> LogGroup:
    """One row of DescribeLogGroups."""
    return LogGroup(
        name=fields.name(row, "logGroupName"),
        arn=fields.name(row, "logGroupArn"),
        stored_bytes=fields.count(row, "storedBytes"),
        retention_days=fields.count(row, "retentionInDays") or None,
        log_class=fields.name(row, "logGroupClass"),
        created=fields.count(row, "creationTime") or None,
    )
