"""X-Ray's insights, groups and sampling rules, each as far as it may be read."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

from awsobs.domain.service_graph import NodeKey
from awsobs.domain.source_state import SourceError
from awsobs.domain.trace_groups import TraceGroup
from awsobs.domain.window import Window
from awsobs.domain.xray_overview import Impact, Sampled, SamplingRule, XrayInsight, XrayOverview
from awsobs.languages.secrets import masked_record
from awsobs.sources import fields
from awsobs.sources.pace import Priority
from awsobs.sources.pages import pages
from awsobs.sources.session import Aws
from awsobs.sources.trace_groups import read_trace_groups

_MOST_PAGES = 10
_MOST_GROUPS = 25
"""Groups whose insights are asked for; an account may have no more by default."""

_MATCHED = {
    "ServiceName": "service",
    "ServiceType": "type",
    "Host": "host",
    "HTTPMethod": "method",
    "URLPath": "path",
    "ResourceARN": "resource",
}
Part = TypeVar("Part")


async def read_xray_overview(aws: Aws, window: Window) -> XrayOverview:
    """Everything that can be read; what cannot is named.

    Raises:
        SourceError: nothing at all could be read.
    """
    missing: list[str] = []
    last: list[SourceError] = []

    async def tried(what: str, read: Callable[[], Awaitable[tuple[Part, ...]]]) -> tuple[Part, ...]:
        try:
            return await read()
        except SourceError as error:
            missing.append(f"{what}: {error.what}")
            last.append(error)
            return ()

    groups = await tried("groups", lambda: read_trace_groups(aws))
    insights = await tried("insights", lambda: _insights(aws, groups, window))
    statistics = await tried("what is sampled", lambda: _statistics(aws))
    rules = await tried("sampling rules", lambda: _rules(aws, dict(statistics)))
    if last and not (groups or insights or rules):
        raise last[0]
    return XrayOverview(groups=groups, insights=insights, rules=rules, missing=tuple(missing))


async def _insights(
    aws: Aws, groups: tuple[TraceGroup, ...], window: Window
) -> tuple[XrayInsight, ...]:
    found: list[XrayInsight] = []
    for group in [one for one in groups if one.has_insights][:_MOST_GROUPS]:
        asked = {"GroupName": group.name, "StartTime": window.start, "EndTime": window.end}
        async for page in pages(
            aws,
            "xray:GetInsightSummaries",
            asked,
            limit=_MOST_PAGES,
            priority=Priority.FIRST,
        ):
            found += [_insight(row) for row in fields.rows(page, "InsightSummaries")]
    newest = sorted(
        (one for one in found if one.start is not None),
        key=lambda one: one.start or window.start,
        reverse=True,
    )
    return tuple(sorted(newest, key=lambda one: not one.is_active))


def _insight(row: Mapping[str, Any]) -> XrayInsight:
    root = fields.part(row, "RootCauseServiceId")
    name = fields.name(root, "Name")
    key = NodeKey(fields.name(root, "AccountId"), name, fields.name(root, "Type"))
    return XrayInsight(
        id=fields.name(row, "InsightId"),
        group=fields.name(row, "GroupName"),
        is_active=fields.name(row, "State") == "ACTIVE",
        start=fields.moment(row, "StartTime"),
        end=fields.moment(row, "EndTime"),
        summary=fields.text(row, "Summary"),
        root=key if name else None,
        clients=_impact(fields.part(row, "ClientRequestImpactStatistics")),
        of_root=_impact(fields.part(row, "RootCauseServiceRequestImpactStatistics")),
        record=masked_record(row),
    )


def _impact(row: Mapping[str, Any]) -> Impact:
    return Impact(total=_count(row, "TotalCount"), faults=_count(row, "FaultCount"))


def _count(row: Mapping[str, Any], key: str) -> int:
    value = fields.number(row, key)
    return max(0, round(value)) if value is not None else 0


async def _statistics(aws: Aws) -> tuple[tuple[str, Sampled], ...]:
    """What each rule did in the last ten minutes that X-Ray tells of, newest wins."""
    found: dict[str, Sampled] = {}
    async for page in pages(
        aws, "xray:GetSamplingStatisticSummaries", {}, limit=_MOST_PAGES, priority=Priority.FIRST
    ):
        for row in fields.rows(page, "SamplingStatisticSummaries"):
            name, at = fields.name(row, "RuleName"), fields.moment(row, "Timestamp")
            known = found.get(name)
            if known is not None and known.at is not None and at is not None and at < known.at:
                continue
            found[name] = Sampled(
                requests=_count(row, "RequestCount"),
                sampled=_count(row, "SampledCount"),
                borrowed=_count(row, "BorrowCount"),
                at=at,
            )
    return tuple(found.items())


async def _rules(aws: Aws, statistics: Mapping[str, Sampled]) -> tuple[SamplingRule, ...]:
    found: list[SamplingRule] = []
    async for page in pages(
        aws, "xray:GetSamplingRules", {}, limit=_MOST_PAGES, priority=Priority.FIRST
    ):
        for row in fields.rows(page, "SamplingRuleRecords"):
            rule = fields.part(row, "SamplingRule")
            name = fields.name(rule, "RuleName")
            if name:
                found.append(_rule(name, rule, statistics.get(name)))
    return tuple(sorted(found, key=lambda rule: (rule.priority, rule.name)))


def _rule(name: str, row: Mapping[str, Any], now: Sampled | None) -> SamplingRule:
    matches = [
        f"{word}={value}"
        for key, word in _MATCHED.items()
        if (value := fields.name(row, key)) not in ("", "*")
    ]
    attributes = fields.part(row, "Attributes")
    matches += [f"{key}={fields.name(attributes, key)}" for key in sorted(attributes)]
    return SamplingRule(
        name=name,
        priority=_count(row, "Priority"),
        rate=min(1.0, max(0.0, fields.number(row, "FixedRate") or 0.0)),
        reservoir=_count(row, "ReservoirSize"),
        matches=tuple(matches),
        now=now,
        record=masked_record(row),
    )
