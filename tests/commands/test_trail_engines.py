"""`awsobs trail --engine`: what is asked and its price first, then the events."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from awsobs.cli import run

Ask = Callable[..., Awaitable[Any]]
Shop = Any


@pytest.mark.parametrize("engine", ["lake", "athena"])
def test_a_query_that_costs_is_run_by_nobody_without_a_yes(
    engine: str, capsys: pytest.CaptureFixture[str]
) -> None:
    store = "01234567-89ab-cdef-0123-456789abcdef"
    options = ["--store", store, "--region", "us-east-1"]
    if engine == "athena":
        options += ["--table", ""]
    assert run(["trail", "--engine", engine, "--json", "--no-input", *options]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    if engine == "lake":
        assert f"SELECT eventJson FROM {store}" in said.err
        assert "costs $0.005 for each GB it scans" in said.err
        assert "add --yes" in said.err
    else:
        assert "--engine athena wants --table" in said.err


def test_a_store_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--store", "x' OR 1", "--region", "us-east-1", "--yes"]
    assert run(["trail", "--engine", "lake", "--json", *options]) == 2
    assert "is no id of an event data store" in capsys.readouterr().err


async def test_both_engines_of_a_local_aws_answer(ask: Ask, shop: Shop) -> None:
    options = ["--table", "default.cloudtrail_logs", "--window", "2d", "--json"]
    told = await ask("trail", "event:Put*", "--engine", "athena", *options)
    assert told.status == 0
    assert {one["eventName"] for one in told.objects} == {"PutMetricAlarm"}
    assert "Athena is free on an AWS of its own" in told.err
    assert "GB scanned, free" in told.err
    told = await ask("trail", "--engine", "lake", "--json")
    assert told.status == 2
    assert "no event data store is enabled" in told.err
    shop.put("cloudtrail:CreateEventDataStore", Name="everything")
    told = await ask("trail", "event:Put*", "--engine", "lake", "--json")
    assert told.status == 0
    assert {one["eventName"] for one in told.objects} == {"PutMetricAlarm"}
