"""Sampling rules, targets and statistics, asked as boto3 asks a real X-Ray."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import botocore.session
import pytest
from botocore.exceptions import ClientError

from awsobs.domain.clock import SystemClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import running

RULE = {
    "RuleName": "checkout", "Priority": 10, "FixedRate": 0.5, "ReservoirSize": 3, "Version": 1,
    "ResourceARN": "*", "ServiceName": "shop", "ServiceType": "*", "Host": "*",
    "HTTPMethod": "POST", "URLPath": "/checkout",
}  # fmt: skip


class Asked:
    """X-Ray's operations, each called beside the loop that answers them."""

    def __init__(self, url: str) -> None:
        session = botocore.session.Session()
        session.set_credentials("AKIA", "secret")
        self.client: Any = session.create_client("xray", "us-east-1", endpoint_url=url)

    async def __call__(self, operation: str, **parameters: Any) -> Any:
        return await asyncio.to_thread(getattr(self.client, operation), **parameters)

    async def refusal(self, operation: str, **parameters: Any) -> str:
        with pytest.raises(ClientError) as caught:
            await self(operation, **parameters)
        return str(caught.value.response.get("Error", {}).get("Code"))


@pytest.fixture
async def ask() -> AsyncIterator[Asked]:
    async with running(Cloud(SystemClock())) as server:
        asked = Asked(server.url)
        yield asked
        asked.client.close()


def report(rule: str, client: str = "a" * 24, **counts: int) -> dict[str, Any]:
    row = {"RequestCount": 10, "SampledCount": 4, "BorrowCount": 1} | counts
    return {"RuleName": rule, "ClientID": client, "Timestamp": datetime.now(UTC)} | row


async def test_the_default_rule_is_there_and_comes_last(ask: Asked) -> None:
    made = await ask("create_sampling_rule", SamplingRule=RULE)
    assert made["SamplingRuleRecord"]["SamplingRule"]["RuleARN"].endswith("sampling-rule/checkout")
    rows = (await ask("get_sampling_rules"))["SamplingRuleRecords"]
    assert [row["SamplingRule"]["RuleName"] for row in rows] == ["checkout", "Default"]
    assert (rows[1]["SamplingRule"]["FixedRate"], rows[1]["SamplingRule"]["Priority"]) == (
        0.05,
        10_000,
    )


async def test_a_rule_is_changed_by_name_or_arn_and_keeps_what_is_not_named(ask: Asked) -> None:
    made = (await ask("create_sampling_rule", SamplingRule=RULE))["SamplingRuleRecord"]
    arn = made["SamplingRule"]["RuleARN"]
    reply = await ask("update_sampling_rule", SamplingRuleUpdate={"RuleARN": arn, "FixedRate": 0.9})
    rule = reply["SamplingRuleRecord"]["SamplingRule"]
    assert (rule["FixedRate"], rule["URLPath"], rule["ReservoirSize"]) == (0.9, "/checkout", 3)
    assert reply["SamplingRuleRecord"]["CreatedAt"] == made["CreatedAt"]


async def test_a_rule_is_deleted_once(ask: Asked) -> None:
    await ask("create_sampling_rule", SamplingRule=RULE)
    await ask("delete_sampling_rule", RuleName="checkout")
    assert len((await ask("get_sampling_rules"))["SamplingRuleRecords"]) == 1
    assert await ask.refusal("delete_sampling_rule", RuleName="checkout") == (
        "InvalidRequestException"
    )


async def test_the_default_rule_stays_and_only_its_rates_change(ask: Asked) -> None:
    default = {"RuleName": "Default"}
    assert await ask.refusal("delete_sampling_rule", **default) == "InvalidRequestException"
    change = {**default, "Host": "shop"}
    code = await ask.refusal("update_sampling_rule", SamplingRuleUpdate=change)
    assert code == "InvalidRequestException"
    change = {**default, "ReservoirSize": 7}
    reply = await ask("update_sampling_rule", SamplingRuleUpdate=change)
    assert reply["SamplingRuleRecord"]["SamplingRule"]["ReservoirSize"] == 7


@pytest.mark.parametrize(
    "wrong",
    [{"Priority": 10_000}, {"FixedRate": 1.5}, {"ReservoirSize": -1}, {"Version": 2}],
    ids=["priority", "rate", "reservoir", "version"],
)
async def test_values_out_of_range_are_refused(ask: Asked, wrong: dict[str, Any]) -> None:
    with pytest.raises(Exception, match=next(iter(wrong))):
        await ask("create_sampling_rule", SamplingRule=RULE | wrong)
    assert len((await ask("get_sampling_rules"))["SamplingRuleRecords"]) == 1


async def test_a_name_is_given_once_and_rules_are_limited(ask: Asked) -> None:
    await ask("create_sampling_rule", SamplingRule=RULE)
    assert await ask.refusal("create_sampling_rule", SamplingRule=RULE) == "InvalidRequestException"
    for number in range(24):
        await ask("create_sampling_rule", SamplingRule=RULE | {"RuleName": f"r{number}"})
    code = await ask.refusal("create_sampling_rule", SamplingRule=RULE | {"RuleName": "more"})
    assert code == "RuleLimitExceededException"


async def test_a_reservoir_is_shared_out_among_samplers(ask: Asked) -> None:
    await ask("create_sampling_rule", SamplingRule=RULE)
    documents = [report("checkout", client=letter * 24) for letter in "ab"]
    await ask("get_sampling_targets", SamplingStatisticsDocuments=documents)
    quotas: list[int] = []
    for document in documents:
        reply = await ask("get_sampling_targets", SamplingStatisticsDocuments=[document])
        (target,) = reply["SamplingTargetDocuments"]
        quotas.append(target["ReservoirQuota"])
        assert (target["FixedRate"], target["Interval"]) == (0.5, 10)
        assert target["ReservoirQuotaTTL"] > datetime.now(UTC)
    assert sorted(quotas) == [1, 2]


async def test_statistics_of_no_rule_come_back_unprocessed(ask: Asked) -> None:
    documents = [report("gone"), report("Default")]
    reply = await ask("get_sampling_targets", SamplingStatisticsDocuments=documents)
    assert [row["RuleName"] for row in reply["UnprocessedStatistics"]] == ["gone"]
    assert [row["RuleName"] for row in reply["SamplingTargetDocuments"]] == ["Default"]


async def test_a_change_of_rules_is_told_with_the_targets(ask: Asked) -> None:
    asked = {"SamplingStatisticsDocuments": [report("Default")]}
    before = (await ask("get_sampling_targets", **asked))["LastRuleModification"]
    await ask("create_sampling_rule", SamplingRule=RULE)
    assert (await ask("get_sampling_targets", **asked))["LastRuleModification"] > before


async def test_what_rules_sampled_can_be_read_back(ask: Asked) -> None:
    assert (await ask("get_sampling_statistic_summaries"))["SamplingStatisticSummaries"] == []
    documents = [report("Default", client="a" * 24), report("Default", client="b" * 24)]
    await ask("get_sampling_targets", SamplingStatisticsDocuments=documents)
    rows = (await ask("get_sampling_statistic_summaries"))["SamplingStatisticSummaries"]
    counts = [sum(row[key] for row in rows) for key in ("RequestCount", "SampledCount")]
    assert counts == [20, 8]
