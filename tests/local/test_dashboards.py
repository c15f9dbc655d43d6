import gzip
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Fault
from awsobs.local.services.dashboard_checks import findings_in

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
REAL = (
    Path(__file__).parents[2].parent / "shared/data/cloudwatch/dashboards_cdk_monitoring.jsonl.gz"
)
NO_FIELDS: dict[str, str] = {}
EMPTY: list[list[str]] = [[]]
TEXT = {"type": "text", "x": 0, "y": 0, "width": 6, "height": 6, "properties": {"markdown": "hi"}}


def ask(cloud: Cloud, operation: str, **parameters: Any) -> Any:
    return cloud.answer(Call(service="cloudwatch", operation=operation, parameters=parameters))


def put(cloud: Cloud, name: str, *widgets: Any, **fields: Any) -> Any:
    body = json.dumps({"widgets": list(widgets), **fields})
    return ask(cloud, "PutDashboard", DashboardName=name, DashboardBody=body)


def test_a_dashboard_comes_back_as_it_was_put() -> None:
    cloud = Cloud(FrozenClock(NOW))
    assert put(cloud, "shop", TEXT) == {"DashboardValidationMessages": []}
    found = ask(cloud, "GetDashboard", DashboardName="shop")
    assert json.loads(found["DashboardBody"]) == {"widgets": [TEXT]}
    assert found["DashboardArn"] == "arn:aws:cloudwatch::123456789012:dashboard/shop"
    assert ask(cloud, "ListDashboards")["DashboardEntries"] == [
        {
            "DashboardName": "shop",
            "DashboardArn": found["DashboardArn"],
            "LastModified": NOW,
            "Size": len(found["DashboardBody"]),
        }
    ]


def test_putting_again_overwrites() -> None:
    clock = FrozenClock(NOW)
    cloud = Cloud(clock)
    put(cloud, "shop", TEXT)
    clock.advance(timedelta(hours=1))
    put(cloud, "shop")
    entries = ask(cloud, "ListDashboards")["DashboardEntries"]
    assert [entry["LastModified"] for entry in entries] == [NOW + timedelta(hours=1)]


def test_what_is_odd_is_said_and_stored() -> None:
    cloud = Cloud(FrozenClock(NOW))
    reply = put(cloud, "shop", TEXT, colour="red")
    assert [row["DataPath"] for row in reply["DashboardValidationMessages"]] == ["/colour"]
    assert ask(cloud, "GetDashboard", DashboardName="shop")["DashboardName"] == "shop"


@pytest.mark.parametrize(
    ("widget", "path"),
    [
        (7, "/widgets/0"),
        (NO_FIELDS, "/widgets/0/type"),
        ({"type": "pie"}, "/widgets/0/type"),
        ({"type": "text"}, "/widgets/0/properties"),
        ({"type": "text", "properties": NO_FIELDS}, "/widgets/0/properties/markdown"),
        ({"type": "log", "properties": NO_FIELDS}, "/widgets/0/properties/query"),
        ({"type": "alarm", "properties": NO_FIELDS}, "/widgets/0/properties/alarms"),
        ({"type": "metric", "properties": NO_FIELDS}, "/widgets/0/properties"),
        ({"type": "metric", "properties": {"metrics": "m"}}, "/widgets/0/properties/metrics"),
        ({"type": "metric", "properties": {"metrics": EMPTY}}, "/widgets/0/properties/metrics/0"),
        ({**TEXT, "x": 24}, "/widgets/0/x"),
        ({**TEXT, "y": -1}, "/widgets/0/y"),
        ({**TEXT, "width": 25}, "/widgets/0/width"),
        ({**TEXT, "height": "6"}, "/widgets/0/height"),
        ({**TEXT, "height": True}, "/widgets/0/height"),
    ],
)
def test_a_wrong_widget_is_refused_with_its_path(widget: Any, path: str) -> None:
    cloud = Cloud(FrozenClock(NOW))
    with pytest.raises(Fault) as refused:
        put(cloud, "shop", widget)
    assert refused.value.code == "InvalidParameterInput"
    assert f'"{path}"' in refused.value.message
    assert ask(cloud, "ListDashboards")["DashboardEntries"] == []


@pytest.mark.parametrize("body", ["", "no", "[]", "null", "[" * 100_000, '{"widgets": {}}', "{}"])
def test_a_body_that_is_none_is_refused(body: str) -> None:
    with pytest.raises(Fault) as refused:
        ask(Cloud(FrozenClock(NOW)), "PutDashboard", DashboardName="x", DashboardBody=body)
    assert refused.value.code == "InvalidParameterInput"


@pytest.mark.parametrize("name", ["a b", "a/b", "é", "a" * 256])
def test_a_name_has_only_letters_digits_dash_and_underscore(name: str) -> None:
    with pytest.raises(Fault) as refused:
        put(Cloud(FrozenClock(NOW)), name)
    assert refused.value.code == "InvalidParameterValue"


def test_deleting_is_all_or_nothing() -> None:
    cloud = Cloud(FrozenClock(NOW))
    put(cloud, "a")
    put(cloud, "b")
    with pytest.raises(Fault) as refused:
        ask(cloud, "DeleteDashboards", DashboardNames=["a", "gone"])
    assert (refused.value.code, refused.value.status) == ("ResourceNotFound", 404)
    ask(cloud, "DeleteDashboards", DashboardNames=["a", "a"])
    assert [e["DashboardName"] for e in ask(cloud, "ListDashboards")["DashboardEntries"]] == ["b"]
    with pytest.raises(Fault):
        ask(cloud, "GetDashboard", DashboardName="a")


def test_the_list_has_a_prefix_and_a_limit() -> None:
    cloud = Cloud(FrozenClock(NOW))
    for place in range(500):
        put(cloud, f"d{place:03}")
    with pytest.raises(Fault):
        put(cloud, "one-more")
    entries = ask(cloud, "ListDashboards", DashboardNamePrefix="d12")["DashboardEntries"]
    assert [entry["DashboardName"] for entry in entries] == [f"d12{digit}" for digit in range(10)]


@pytest.mark.skipif(not REAL.exists(), reason="the shared data is not here")
def test_real_dashboards_are_accepted() -> None:
    bodies = [json.loads(line) for line in gzip.decompress(REAL.read_bytes()).splitlines()]
    assert bodies
    for record in bodies:
        body = record.get("body", record)
        errors, _ = findings_in(body if isinstance(body, str) else json.dumps(body))
        assert errors == []


@given(st.recursive(st.none() | st.booleans() | st.integers() | st.text(max_size=5),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.sampled_from(["widgets", "type", "x", "properties"]),
                                      inner, max_size=3)))  # fmt: skip
def test_any_json_is_judged(document: Any) -> None:
    errors, _ = findings_in(json.dumps(document))
    assert errors == [] or all(found.message for found in errors)
