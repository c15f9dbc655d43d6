"""The sampling rules of the local X-Ray: the Default rule and its targets."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

FIXED_RATE = 0.05
RESERVOIR = 1
_INTERVAL = 10
_QUOTA_TTL = timedelta(minutes=5)
_EPOCH = datetime.fromtimestamp(0, UTC)


def default_rule(account: str, region: str) -> dict[str, Any]:
    """The record of the rule that every account has."""
    rule: dict[str, Any] = {
        "RuleName": "Default",
        "RuleARN": f"arn:aws:xray:{region}:{account}:sampling-rule/Default",
        "ResourceARN": "*",
        "Priority": 10000,
        "FixedRate": FIXED_RATE,
        "ReservoirSize": RESERVOIR,
        "ServiceName": "*",
        "ServiceType": "*",
        "Host": "*",
        "HTTPMethod": "*",
        "URLPath": "*",
        "Version": 1,
        "Attributes": {},
    }
    return {"SamplingRule": rule, "CreatedAt": _EPOCH, "ModifiedAt": _EPOCH}


def targets(documents: list[Mapping[str, Any]], now: datetime) -> dict[str, Any]:
    """Answer the statistics that samplers report with what they may take next."""
    known = [row for row in documents if row.get("RuleName") == "Default"]
    unknown = [row for row in documents if row.get("RuleName") != "Default"]
    target = {
        "RuleName": "Default",
        "FixedRate": FIXED_RATE,
        "ReservoirQuota": RESERVOIR,
        "ReservoirQuotaTTL": now + _QUOTA_TTL,
        "Interval": _INTERVAL,
    }
    return {
        "SamplingTargetDocuments": [target for _ in known[:1]],
        "LastRuleModification": _EPOCH,
        "UnprocessedStatistics": [
            {"RuleName": row.get("RuleName"), "ErrorCode": "400", "Message": "Unknown rule"}
            for row in unknown
        ],
    }
