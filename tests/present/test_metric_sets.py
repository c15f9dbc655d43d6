from dataclasses import replace
from typing import Any

import pytest

from awsobs.analysis.metric_sets import ResourceSet
from awsobs.domain.metrics import MetricKey, Series
from awsobs.present.metric_sets import set_heads, set_row
from awsobs.present.rows import text_of, width_of

ERRORS, LATENCY = MetricKey("AWS/Lambda", "Errors"), MetricKey("AWS/Lambda", "Duration")
ONE = ResourceSet(
    namespace="AWS/Lambda", name="checkout", metrics={0: ERRORS, 1: LATENCY}, is_firing=True
)


@pytest.mark.parametrize("width", [80, 120, 200])
def test_each_kind_stands_under_its_head(incident: Any, width: int) -> None:
    latency = incident.series[2]
    silent = Series(query=replace(latency.query, metric=ERRORS))
    row = set_row(ONE, {LATENCY: latency, ERRORS: silent}, (), incident.window, width)
    heads, text = text_of(set_heads(width)), text_of(row)
    assert width_of(row) == len(heads) == width
    assert text[: heads.index("latency") + 7].endswith("2,310")
    assert text[: heads.index("errors") + 6].endswith("·")
    assert not text[heads.index("use") - 8 :].strip()
    assert text.startswith("✖")
    assert "checkout" in text


def test_what_was_not_read_yet_is_blank(incident: Any) -> None:
    text = text_of(set_row(ONE, {}, (), incident.window, 120))
    assert text.split() == ["✖", "Lambda", "checkout"]
