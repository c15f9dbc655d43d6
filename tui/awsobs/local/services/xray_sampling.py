"""Sampling: the rules, what samplers may take until they ask again, and what they took."""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from awsobs.local.operations import Call, Fault, Operations, Reply
from awsobs.local.services.xray_requests import invalid, page

if TYPE_CHECKING:
    from awsobs.local.cloud import Cloud

operations = Operations("xray")

DEFAULT: Final = "Default"

_INTERVAL: Final = 10
_QUOTA_TTL: Final = timedelta(minutes=5)
_EPOCH: Final = datetime.fromtimestamp(0, UTC)
_MOST_RULES: Final = 25
_LOWEST_PRIORITY: Final = 9999
_KEPT_REPORTS: Final = 2_000
_TOLD: Final = timedelta(minutes=10)
_PAGE: Final = 100
_COUNTS: Final = ("RequestCount", "BorrowCount", "SampledCount")
_NAMES: Final = ("ServiceName", "ServiceType", "Host", "HTTPMethod", "URLPath", "ResourceARN")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    rule: str
    client: str
    at: datetime
    counts: tuple[int, ...]


class SamplingState:
    """The rules by name, and the newest reports of samplers."""

    def __init__(self, account: str, region: str) -> None:
        self.records: dict[str, dict[str, Any]] = {}
        self.reports: deque[_Report] = deque(maxlen=_KEPT_REPORTS)
        self._arn_prefix = f"arn:aws:xray:{region}:{account}:sampling-rule/"
        rule: dict[str, Any] = dict.fromkeys(_NAMES, "*")
        rule |= {"RuleName": DEFAULT, "Priority": 10_000, "FixedRate": 0.05, "ReservoirSize": 1}
        self.put(rule | {"Version": 1, "Attributes": {}}, _EPOCH)

    def put(self, rule: Mapping[str, Any], now: datetime) -> dict[str, Any]:
        """Keep a rule; gives its record."""
        name = str(rule["RuleName"])
        known = self.records.get(name)
        record = {
            "SamplingRule": {**rule, "RuleARN": self._arn_prefix + name},
            "CreatedAt": now if known is None else known["CreatedAt"],
            "ModifiedAt": now,
        }
        self.records[name] = record
        return record

    def in_order(self) -> list[dict[str, Any]]:
        """Records as samplers try them."""
        return sorted(
            self.records.values(),
            key=lambda row: (row["SamplingRule"]["Priority"], row["SamplingRule"]["RuleName"]),
        )


@operations.answer("GetSamplingRules")
def get_sampling_rules(cloud: "Cloud", call: Call) -> Reply:
    """All rules, the first to be tried first."""
    rows, token = page(call, cloud.xray_sampling.in_order(), _PAGE)
    return {"SamplingRuleRecords": rows} | token


@operations.answer("CreateSamplingRule")
def create_sampling_rule(cloud: "Cloud", call: Call) -> Reply:
    """A new rule."""
    rule = call.parameters["SamplingRule"]
    name = rule.get("RuleName")
    if not name:
        raise invalid("RuleName is needed.")
    if name in cloud.xray_sampling.records:
        raise invalid("A rule with that name exists already.")
    if len(cloud.xray_sampling.records) > _MOST_RULES:
        raise Fault("RuleLimitExceededException", f"At most {_MOST_RULES} rules can be made.")
    _check(rule)
    return {"SamplingRuleRecord": cloud.xray_sampling.put(rule, cloud.clock.now())}


@operations.answer("UpdateSamplingRule")
def update_sampling_rule(cloud: "Cloud", call: Call) -> Reply:
    """Other values for a rule."""
    changes = {
        key: value for key, value in call.parameters["SamplingRuleUpdate"].items() if value != ""
    }
    known = _known(cloud, changes)["SamplingRule"]
    if known["RuleName"] == DEFAULT and changes.keys() - {
        "RuleName",
        "RuleARN",
        "FixedRate",
        "ReservoirSize",
    }:
        raise invalid("Of the Default rule only FixedRate and ReservoirSize can be changed.")
    rule = {**known, **changes}
    if known["RuleName"] != DEFAULT:
        _check(rule)
    return {"SamplingRuleRecord": cloud.xray_sampling.put(rule, cloud.clock.now())}


@operations.answer("DeleteSamplingRule")
def delete_sampling_rule(cloud: "Cloud", call: Call) -> Reply:
    """Take a rule away."""
    record = _known(cloud, call.parameters)
    if record["SamplingRule"]["RuleName"] == DEFAULT:
        raise invalid("The Default rule cannot be deleted.")
    return {
        "SamplingRuleRecord": cloud.xray_sampling.records.pop(record["SamplingRule"]["RuleName"])
    }


@operations.answer("GetSamplingTargets")
def get_sampling_targets(cloud: "Cloud", call: Call) -> Reply:
    """Take what a sampler did, and tell what it may take until it asks again."""
    state, now = cloud.xray_sampling, cloud.clock.now()
    targets: dict[str, dict[str, Any]] = {}
    unknown: list[dict[str, Any]] = []
    for row in call.parameters.get("SamplingStatisticsDocuments", []):
        name = str(row.get("RuleName"))
        if name not in state.records:
            why = {"ErrorCode": "400", "Message": "Unknown rule"}
            unknown.append({"RuleName": name} | why)
            continue
        counts = tuple(int(row.get(key) or 0) for key in _COUNTS)
        client = str(row.get("ClientID") or "")
        state.reports.append(_Report(rule=name, client=client, at=now, counts=counts))
        targets[name] = _target(state, name, client, now)
    return {
        "SamplingTargetDocuments": list(targets.values()),
        "LastRuleModification": max(row["ModifiedAt"] for row in state.records.values()),
        "UnprocessedStatistics": unknown,
    }


@operations.answer("GetSamplingStatisticSummaries")
def get_sampling_statistic_summaries(cloud: "Cloud", call: Call) -> Reply:
    """What each rule took in the last minutes, the newest first."""
    now = cloud.clock.now()
    sums: dict[tuple[datetime, str], tuple[int, ...]] = {}
    for report in cloud.xray_sampling.reports:
        if now - report.at <= _TOLD:
            second = int(report.at.timestamp())
            at = datetime.fromtimestamp(second - second % _INTERVAL, UTC)
            before = sums.get((at, report.rule), (0, 0, 0))
            counts = zip(before, report.counts, strict=True)
            sums[at, report.rule] = tuple(old + new for old, new in counts)
    rows = [
        {"RuleName": rule, "Timestamp": at} | dict(zip(_COUNTS, counts, strict=True))
        for (at, rule), counts in sorted(sums.items(), reverse=True)
    ]
    found, token = page(call, rows, _PAGE)
    return {"SamplingStatisticSummaries": found} | token


def _target(state: SamplingState, name: str, client: str, now: datetime) -> dict[str, Any]:
    """The reservoir is shared out among the samplers that reported of late."""
    rule = state.records[name]["SamplingRule"]
    recent = timedelta(seconds=2 * _INTERVAL)
    clients = sorted(
        {client, *(r.client for r in state.reports if r.rule == name and now - r.at <= recent)}
    )
    whole, rest = divmod(int(rule.get("ReservoirSize", -1)), len(clients))
    return {
        "RuleName": name,
        "FixedRate": rule["FixedRate"],
        "ReservoirQuota": whole + (clients.index(client) < rest),
        "ReservoirQuotaTTL": now + _QUOTA_TTL,
        "Interval": _INTERVAL,
    }


def _known(cloud: "Cloud", asked: Mapping[str, Any]) -> dict[str, Any]:
    for record in cloud.xray_sampling.records.values():
        rule = record["SamplingRule"]
        if asked.get("RuleName") == rule["RuleName"] or asked.get("RuleARN") == rule["RuleARN"]:
            return record
    raise invalid("There is no such sampling rule.")


def _check(rule: Mapping[str, Any]) -> None:
    if not 1 <= int(rule.get("Priority") or 0) <= _LOWEST_PRIORITY:
        raise invalid(f"Priority is a number from 1 to {_LOWEST_PRIORITY}.")
    if not 0 <= float(rule.get("FixedRate", -1)) <= 1:
        raise invalid("FixedRate is a number from 0 to 1.")
    if int(rule.get("ReservoirSize", -1)) < 0:
        raise invalid("ReservoirSize is needed, and not negative.")
    if rule.get("Version") != 1:
        raise invalid("Version is 1.")
