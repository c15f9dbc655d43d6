"""EventBridge rules of the default bus, with their targets."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from awsobs.domain.accounting import Counts
from awsobs.domain.batch import Batch
from awsobs.domain.events import Rule, Target
from awsobs.domain.window import Window
from awsobs.sources import fields
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.source import Stamp, Tell, say_nothing

MAX_RULES_WITH_TARGETS = 50
_TARGETS_AGAIN = 600.0


class EventSource:
    """One batch with every rule; targets are asked for when a rule is new, and now and then."""

    name = "events"
    behind = False
    shortfall = ""

    def __init__(self, aws: Aws, tell: Tell = say_nothing) -> None:
        self._aws = aws
        self._tell = tell
        self._stamp = Stamp[Rule](self.name, aws)
        self._targets: dict[str, tuple[float, tuple[Target, ...]]] = {}

    async def poll(self, window: Window) -> AsyncIterator[Batch[Rule]]:
        """List the rules; the window does not matter."""
        rules: list[Rule] = []
        malformed = 0
        async for page in pages(self._aws, "events:ListRules", {"Limit": 100}, limit=5):
            for row in fields.rows(page, "Rules"):
                if fields.name(row, "Name"):
                    rules.append(await self._rule(row, targeted=len(rules)))
                else:
                    malformed += 1
            self._tell(f"{len(rules)} rules")
        self._targets = {r.name: self._targets[r.name] for r in rules if r.name in self._targets}
        received = len(rules) + malformed
        yield self._stamp.batch(
            rules, Counts(received=received, kept=len(rules), malformed=malformed)
        )

    async def _rule(self, row: Mapping[str, Any], *, targeted: int) -> Rule:
        name = fields.name(row, "Name")
        asked = targeted < MAX_RULES_WITH_TARGETS
        return Rule(
            name=name,
            bus=fields.name(row, "EventBusName") or "default",
            state=fields.name(row, "State") or "ENABLED",
            pattern=fields.text(row, "EventPattern"),
            schedule=fields.text(row, "ScheduleExpression"),
            description=fields.text(row, "Description"),
            managed_by=fields.name(row, "ManagedBy"),
            targets=await self._targets_of(str(row["Name"])) if asked else (),
        )

    async def _targets_of(self, rule: str) -> tuple[Target, ...]:
        now = self._aws.clock.monotonic()
        asked_at, targets = self._targets.get(rule, (-_TARGETS_AGAIN, ()))
        if now - asked_at < _TARGETS_AGAIN:
            return targets
        reply = await self._aws.call("events:ListTargetsByRule", resource=rule, Rule=rule)
        targets = tuple(
            Target(id=fields.name(row, "Id"), arn=fields.name(row, "Arn"))
            for row in fields.rows(reply, "Targets")
        )
        self._targets[rule] = (now, targets)
        return targets
