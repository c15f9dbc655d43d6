import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.analysis.alarm_telling import by_name, parents_of
from awsobs.domain.alarms import Alarm, AlarmKind, AlarmState
from awsobs.present.alarm_detail import Told, detail_items, state_row
from awsobs.present.alarm_rows import alarm_row
from awsobs.present.alarm_told import target_of
from awsobs.present.alarm_watching import kind_words
from awsobs.present.alarm_why import condition_words, verdict_words
from awsobs.present.rows import text_of, width_of
from awsobs.sources.alarm_rows import alarm_of, change_of

NOW = datetime(2026, 3, 2, 7, 45, tzinfo=UTC)


def row(**more: Any) -> dict[str, Any]:
    """A row of DescribeAlarms."""
    return {
        "AlarmName": "checkout-5xx",
        "Namespace": "Shop",
        "MetricName": "5xx",
        "Statistic": "Sum",
        "Period": 60,
        "EvaluationPeriods": 3,
        "Threshold": 5.0,
        "ComparisonOperator": "GreaterThanThreshold",
        "StateValue": "ALARM",
        "StateTransitionedTimestamp": NOW - timedelta(minutes=4),
    } | more


def reason(*values: float | None) -> str:
    """Reason data whose periods are told, newest first, as CloudWatch lists them."""
    points = [
        {"timestamp": f"2026-03-02T07:4{place}:00.000+0000"}
        | ({"value": value} if value is not None else {})
        for place, value in enumerate(values)
    ]
    return json.dumps({"evaluatedDatapoints": points[::-1]})


def page_of(alarm: Alarm, width: int = 120, **more: Any) -> list[str]:
    known = more.pop("known", {alarm.name: alarm})
    told = Told(
        alarm=alarm,
        reason=alarm.reason,
        known=known,
        history=more.pop("history", {}),
        parents=parents_of(alarm.name, known.values()),
        **more,
    )
    rows = [state_row(told, NOW, width)]
    rows += [one for item in detail_items(told, NOW, width) for one in item.rows]
    assert {width_of(one) for one in rows} == {width}
    return [text_of(one).rstrip() for one in rows]


@pytest.mark.parametrize(
    ("treated", "words"),
    [
        ("breaching", "2 of 3 datapoints above 5 /min; 1 missing counted as breaching"),
        ("notBreaching", "2 of 3 datapoints above 5 /min; 1 missing counted as not breaching"),
        ("ignore", "2 of 3 datapoints above 5 /min; 1 missing ignored, the state stays"),
        ("missing", "2 of 3 datapoints above 5 /min; 1 missing left out"),
    ],
)
def test_missing_data_is_told_in_words(treated: str, words: str) -> None:
    alarm = alarm_of(row(TreatMissingData=treated, StateReasonData=reason(38, None, 41)))
    assert verdict_words(alarm).replace("5/min", "5 /min") == words


def test_tables_ignore_what_is_missing_whatever_the_alarm_says() -> None:
    alarm = alarm_of(
        row(Namespace="AWS/DynamoDB", TreatMissingData="breaching", StateReasonData=reason(9, None))
    )
    assert "ignored, as always of DynamoDB" in verdict_words(alarm)


def test_older_reasons_do_not_say_which_period_had_no_data() -> None:
    data = {"startDate": "2026-03-02T07:40:00.000+0000", "period": 60, "recentDatapoints": [7, 9]}
    partly = alarm_of(row(StateReasonData=json.dumps(data)))
    assert [point.at for point in partly.evaluated] == [None, None]
    assert "1 missing" in verdict_words(partly)
    whole = alarm_of(row(EvaluationPeriods=2, StateReasonData=json.dumps(data)))
    assert [f"{p.at:%H:%M}" for p in whole.evaluated if p.at] == ["07:40", "07:41"]


def test_the_page_says_why_who_is_told_and_what_is_watched() -> None:
    topic = "arn:aws:sns:eu-west-1:123456789012:oncall"
    alarm = alarm_of(row(StateReasonData=reason(38, 44, 41), OKActions=[topic]))
    text = "\n".join(page_of(alarm, 300))
    assert "3 of 3 datapoints above 5" in text
    assert "! nobody is told: it has no action for" in text
    assert "sns oncall" in text
    assert "07:42   ━" in text
    assert "41/min" in text


def test_a_composite_is_a_tree_with_what_mutes_it() -> None:
    child = alarm_of(row())
    parent = alarm_of(
        {
            "AlarmName": "shop",
            "AlarmRule": "ALARM(checkout-5xx) OR ALARM(gone)",
            "StateValue": "ALARM",
            "ActionsSuppressor": "arn:aws:cloudwatch:eu-west-1:1:alarm:maintenance",
            "ActionsSuppressedBy": "Alarm",
            "AlarmActions": ["arn:aws:sns:eu-west-1:1:oncall"],
        },
        AlarmKind.COMPOSITE,
    )
    text = "\n".join(page_of(parent, 300, known=by_name([child, parent])))
    assert "COMPOSITE shop: any of" in text
    assert "├ ✖ checkout-5xx" in text
    assert "└ gone  not in this account and region" in text
    assert "! nobody is told: muted by maintenance" in text
    assert "part of ✖ shop" in "\n".join(page_of(child, known=by_name([child, parent])))


def test_a_billing_alarm_without_data_says_what_to_switch_on() -> None:
    alarm = alarm_of(
        row(Namespace="AWS/Billing", MetricName="EstimatedCharges", StateValue="INSUFFICIENT_DATA")
    )
    assert alarm.state is AlarmState.INSUFFICIENT_DATA
    text = " ".join(" ".join(page_of(alarm, 200)).split())
    assert "Are billing alerts switched on" in text
    assert kind_words(alarm) == "billing alarm"


ODD: dict[str, dict[str, Any]] = {
    "math": {
        "Metrics": [
            {"Id": "e1", "Expression": "m1 / m2 * 100", "Label": "share"},
            {"Id": "m1", "MetricStat": {"Metric": {"MetricName": "a"}, "Stat": "Sum"}},
        ],
        "Threshold": 5.0,
    },
    "insights": {"Metrics": [{"Id": "q", "Expression": "SELECT AVG(x) FROM y", "Period": 60}]},
    "band": {
        "ThresholdMetricId": "ad1",
        "ComparisonOperator": "LessThanLowerOrGreaterThanUpperThreshold",
        "EvaluationPeriods": 2,
        "Metrics": [{"Id": "ad1", "Expression": "ANOMALY_DETECTION_BAND(m1, 2)"}],
    },
    "promql": {"EvaluationCriteria": {"PromQLCriteria": {"Query": "up == 0"}}},
    "nothing": {},
    "odd": {"Metrics": "x", "Threshold": "5", "Period": -1, "EvaluationCriteria": [1]},
}


@pytest.mark.parametrize("name", ODD)
@pytest.mark.parametrize("width", [40, 80, 120, 200])
def test_alarms_without_metric_threshold_or_dimensions_are_shown(name: str, width: int) -> None:
    alarm = alarm_of({"AlarmName": name, "StateValue": "ALARM"} | ODD[name])
    text = "\n".join(page_of(alarm, width))
    assert "CloudWatch gives no reason" in text
    assert width_of(alarm_row(alarm, width, "standard", NOW)) == width


def test_kinds_and_conditions_in_words() -> None:
    band = alarm_of({"AlarmName": "b", "StateValue": "OK"} | ODD["band"])
    assert condition_words(band) == "outside the band in 2 of 2 periods"
    insights = alarm_of({"AlarmName": "q", "StateValue": "OK"} | ODD["insights"])
    assert kind_words(insights) == "Metrics Insights alarm"
    assert target_of("arn:aws:automate:eu-west-1:ec2:stop") == "ec2 stop"


def test_every_alarm_of_the_example_replies_is_shown(shared: Path) -> None:
    folder = shared / "data" / "cloudwatch"
    replies: dict[str, Any] = json.loads((folder / "awscli_example_replies.json").read_bytes())
    names = ("cloudwatch/describe-alarms", "cloudwatch/describe-alarms-for-metric")
    rows = [one for name in names for reply in replies[name] for one in reply["MetricAlarms"]]
    assert len(rows) == 3
    for one in rows:
        alarm = alarm_of(one)
        assert alarm.name in " ".join(page_of(alarm))
        assert verdict_words(alarm)
    history = replies["cloudwatch/describe-alarm-history"]
    items = [item for reply in history for item in reply["AlarmHistoryItems"]]
    changes = [change_of(i | {"Timestamp": datetime.fromisoformat(i["Timestamp"])}) for i in items]
    assert [change.reason for change in changes if change.new is AlarmState.OK]


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@given(
    st.dictionaries(
        st.sampled_from(["evaluatedDatapoints", "recentDatapoints", "startDate", "period"]),
        anything,
    )
)
def test_no_reason_is_so_odd_that_it_breaks_the_page(data: dict[str, Any]) -> None:
    assert page_of(alarm_of(row(StateReasonData=json.dumps(data))))
