"""Series by name, by words and by expressions, over sockets."""

from collections.abc import Awaitable, Callable
from typing import Any

from awsobs.domain.exit_status import ExitStatus

Ask = Callable[..., Awaitable[Any]]
ERRORS = "AWS/Lambda/Errors[FunctionName=pay]"


async def test_a_metric_by_name_and_what_an_expression_makes_of_it(ask: Ask) -> None:
    told = await ask("metrics", ERRORS, "--expression", "m0 * 2", "--json")
    metric, doubled = told.objects
    assert (told.status, told.err) == (ExitStatus.OK, "")
    assert metric["MetricStat"]["Stat"] == "Sum"
    assert metric["context"]["account"] == "123456789012"
    assert doubled["Expression"] == "m0 * 2"
    assert doubled["Values"] == [value * 2 for value in metric["Values"]]
    assert metric["Values"]


async def test_all_metrics_with_some_words_by_a_statistic(ask: Ask) -> None:
    told = await ask("metrics", "--search", "lambda errors", "--stat", "Maximum", "--json")
    assert [one["MetricStat"]["Stat"] for one in told.objects] == ["Maximum"]
    assert told.objects[0]["MetricStat"]["Metric"]["MetricName"] == "Errors"


async def test_words_that_no_metric_has_are_told(ask: Ask) -> None:
    told = await ask("metrics", "--search", "zzz")
    assert (told.status, told.out) == (ExitStatus.OK, "")
    assert "no datapoints" in told.err


async def test_what_the_service_says_of_an_expression_is_told(ask: Ask) -> None:
    told = await ask("metrics", "--expression", "m7 +")
    assert told.status == ExitStatus.UNREACHABLE
    assert "m7 +" in told.err
    assert told.out == ""


async def test_what_names_no_metric_is_refused_before_anybody_is_asked(ask: Ask) -> None:
    told = await ask("metrics", "Errors")
    assert told.status == ExitStatus.USAGE
    assert "Errors is no metric" in told.err
    alone = await ask("metrics", "--stat", "p99")
    assert alone.status == ExitStatus.USAGE
