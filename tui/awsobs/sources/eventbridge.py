"""EventBridge rules of all buses, with their targets."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.events import Rule, Target
from awsobs.domain.source_state import Condition, SourceError
from awsobs.domain.window import Window
from awsobs.languages.secrets import masked_record
from awsobs.sources import fields
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

MOST_ASKED = 50
"""Rules whose targets are asked for in one pass; those of others wait for the next."""

_TARGETS_AGAIN = 600.0
_MOST_BUSES = 20
_MOST_PAGES = 20
_DEFAULT = "default"

_Key = tuple[str, str]


class EventSource:
    """One batch with every rule; targets are asked for when a rule is new, and now and then.

    Without leave to list buses there is the default one. Without leave to list targets rules come
    without them.
    """

    name = "events"
    behind = False

    def __init__(self, aws: Aws, tell: Tell = say_nothing) -> None:
        self._aws = aws
        self._tell = tell
        self._stamp = Stamp[Rule](self.name, aws)
        self._targets: dict[_Key, tuple[float, tuple[Target, ...]]] = {}
        self._refused: dict[str, str] = {}

    @property
    def shortfall(self) -> str:
        """What could not be read."""
        return ", ".join(self._refused.values())

    async def poll(self, window: Window) -> AsyncIterator[Batch[Rule]]:
        """List the rules; the window does not matter."""
        rules: list[Rule] = []
        malformed = 0
        self._refused = {}
        for bus in await self._buses():
            asked = {"Limit": 100} if bus == _DEFAULT else {"Limit": 100, "EventBusName": bus}
            async for page in pages(self._aws, "events:ListRules", asked, limit=_MOST_PAGES):
                for row in fields.rows(page, "Rules"):
                    if fields.name(row, "Name"):
                        rules.append(_rule(row, bus))
                    else:
                        malformed += 1
                self._tell(f"{len(rules)} rules")
        await self._ask_targets(rules)
        found = [self._with_targets(rule) for rule in rules]
        received = len(found) + malformed
        yield self._stamp.batch(
            found, Counts(received=received, kept=len(found), malformed=malformed)
        )

    async def _buses(self) -> list[str]:
        found: dict[str, None] = {_DEFAULT: None}
        try:
            async for page in pages(self._aws, "events:ListEventBuses", {"Limit": 100}, limit=2):
                names = (fields.name(row, "Name") for row in fields.rows(page, "EventBuses"))
                found.update(dict.fromkeys(filter(None, names)))
        except SourceError as error:
            self._refuse(error)
        return list(found)[:_MOST_BUSES]

    async def _ask_targets(self, rules: list[Rule]) -> None:
        """Those never asked for first, then those asked for longest ago."""
        now = self._aws.clock.monotonic()
        known = {rule.key: self._targets[rule.key] for rule in rules if rule.key in self._targets}
        self._targets = known
        never = (float("-inf"), ())
        due = sorted(rules, key=lambda rule: known.get(rule.key, never)[0])
        for rule in due[:MOST_ASKED]:
            if now - known.get(rule.key, never)[0] < _TARGETS_AGAIN:
                return
            try:
                self._targets[rule.key] = (now, await self._targets_of(rule))
            except SourceError as error:
                if error.what.startswith("ResourceNotFound"):
                    continue  # deleted since it was listed
                self._refuse(error)
                return

    def _refuse(self, error: SourceError) -> None:
        """Go on without what is denied.

        Raises:
            SourceError: it is not denied, but failed.
        """
        if error.condition is not Condition.DENIED:
            raise error
        self._refused[error.operation] = error.what

    async def _targets_of(self, rule: Rule) -> tuple[Target, ...]:
        asked: dict[str, Any] = {"Rule": str(rule.record["Name"])}
        if rule.bus != _DEFAULT:
            asked["EventBusName"] = rule.bus
        reply = await self._aws.call("events:ListTargetsByRule", resource=rule.name, **asked)
        return tuple(
            Target(id=fields.name(row, "Id"), arn=fields.name(row, "Arn"))
            for row in fields.rows(reply, "Targets")
        )

    def _with_targets(self, rule: Rule) -> Rule:
        known = self._targets.get(rule.key)
        if known is None:
            return rule
        shown = [{"Id": target.id, "Arn": target.arn} for target in known[1]]
        return replace(rule, targets=known[1], record={**rule.record, "Targets": shown})


def _rule(row: Mapping[str, Any], bus: str) -> Rule:
    return Rule(
        name=fields.name(row, "Name"),
        bus=fields.name(row, "EventBusName") or bus,
        state=fields.name(row, "State") or "ENABLED",
        pattern=fields.text(row, "EventPattern"),
        schedule=fields.text(row, "ScheduleExpression"),
        description=fields.text(row, "Description"),
        managed_by=fields.name(row, "ManagedBy"),
        targets=None,
        record=masked_record(row),
    )
