from dataclasses import replace
from datetime import timedelta

import pytest

from awsobs.analysis.default_metrics import chosen
from awsobs.analysis.metric_queries import label_of, query_of, restated
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import Favourite, MetricChoice, MetricKey


def of_lambda(name: str, function: str = "checkout") -> MetricKey:
    return MetricKey("AWS/Lambda", name, (("FunctionName", function),))


def alarm(name: str, state: AlarmState, metric: MetricKey, **more: object) -> Alarm:
    return Alarm(name=name, state=state, metric=metric, statistic="Sum", **more)  # type: ignore[arg-type] # by keyword


def test_what_fires_comes_first_then_rate_errors_and_latency() -> None:
    listed = [of_lambda(name, "web") for name in ("Invocations", "Duration", "Errors")]
    firing = alarm("a", AlarmState.ALARM, of_lambda("Throttles"))
    well = alarm("b", AlarmState.OK, of_lambda("Errors", "orders"))
    labels = [query.label for query in chosen([well, firing], listed)]
    assert labels == [
        *("checkout throttles", "orders errors"),
        *("web invocations", "web errors", "web p99"),
    ]


def test_ids_are_made_and_never_taken_from_names() -> None:
    listed = [of_lambda("Errors", f"f{n}") for n in range(40)]
    assert [q.id for q in chosen([], listed, limit=3)] == ["m0", "m1", "m2"]


def test_alarms_that_are_well_leave_room_for_the_rest() -> None:
    alarms = [alarm(f"a{n}", AlarmState.OK, of_lambda("Errors", f"f{n}")) for n in range(40)]
    listed = [of_lambda("Duration", f"f{n}") for n in range(40)]
    queries = chosen(alarms, listed, limit=24)
    assert len(queries) == 24
    assert sum(query.label.endswith("errors") for query in queries) == 6


def test_bills_and_alarms_without_data_come_last_and_always() -> None:
    bill = MetricKey("AWS/Billing", "EstimatedCharges", (("Currency", "USD"),))
    alarms = [
        alarm("bill", AlarmState.ALARM, bill),
        alarm("silent", AlarmState.INSUFFICIENT_DATA, of_lambda("Errors", "silent")),
        *(alarm(f"a{n}", AlarmState.OK, of_lambda("Errors", f"f{n}")) for n in range(40)),
    ]
    labels = [query.label for query in chosen(alarms, [], limit=24)]
    assert len(labels) == 24
    assert labels[-2:] == ["estimated charges", "silent errors"]


def test_of_alarms_that_are_well_the_most_closely_watched_come_first() -> None:
    fine = alarm("z", AlarmState.OK, of_lambda("Duration"), period=timedelta(seconds=10))
    coarse = alarm("a", AlarmState.OK, of_lambda("Errors"), period=timedelta(minutes=5))
    assert [query.period.total_seconds() for query in chosen([coarse, fine], [])] == [10, 300]


def test_what_fires_stays_first_though_it_is_listed_too() -> None:
    listed = [of_lambda("Invocations"), of_lambda("Errors"), of_lambda("Duration")]
    firing = alarm("a", AlarmState.ALARM, of_lambda("Errors"))
    assert next(q.metric for q in chosen([firing], listed)) == of_lambda("Errors")


def test_series_that_would_read_the_same_are_told_apart() -> None:
    keys = [MetricKey(space, "Errors", (("service", "pay"),)) for space in ("A", "B")]
    alarms = [alarm(key.namespace, AlarmState.OK, key) for key in keys]
    assert len({query.label for query in chosen(alarms, [])}) == 2


def test_a_metric_is_asked_for_once_and_the_alarms_threshold_goes_with_it() -> None:
    watched = alarm("a", AlarmState.OK, of_lambda("Errors"), threshold=5.0)
    (query,) = chosen([watched], [of_lambda("Errors")])
    assert query.threshold == 5.0


def test_a_sum_is_asked_over_the_alarms_own_period_so_that_it_compares() -> None:
    period = timedelta(seconds=10)
    (query,) = chosen([alarm("a", AlarmState.OK, of_lambda("Errors"), period=period)], [])
    assert (query.period, query.unit) == (period, "/10s")


def test_a_billing_alarm_is_in_dollars() -> None:
    key = MetricKey("AWS/Billing", "EstimatedCharges", (("Currency", "USD"),))
    (query,) = chosen([alarm("bill", AlarmState.ALARM, key)], [])
    assert (query.unit, query.label) == ("$", "estimated charges")


def test_metrics_of_a_part_or_of_everything_are_left_out() -> None:
    by_version = MetricKey("AWS/Lambda", "Errors", (("FunctionName", "a"), ("Resource", "a:1")))
    assert chosen([], [by_version, MetricKey("AWS/Lambda", "Errors")]) == []


def test_alarms_without_a_metric_give_no_series() -> None:
    assert chosen([Alarm(name="composite", state=AlarmState.ALARM)], []) == []


@pytest.mark.parametrize(
    ("metric", "label"),
    [
        (MetricKey("Shop", "OrdersPlaced", (("service", "checkout"),)), "checkout orders placed"),
        (MetricKey("Shop", "5xx", (("service", "checkout"),)), "checkout 5xx"),
        (MetricKey("Shop", "queue_depth"), "queue depth"),
        (MetricKey("Shop", "5xxPerMinute", (("Service", "checkout"),)), "checkout 5xx"),
        (
            MetricKey("AWS/ApplicationELB", "X", (("LoadBalancer", "app/web/50dc"),)),
            "web x",
        ),
    ],
)
def test_labels_say_whose_and_what(metric: MetricKey, label: str) -> None:
    assert label_of(metric) == label


def test_a_metric_that_says_it_is_a_rate_has_that_unit() -> None:
    failures = MetricKey("Shop", "5xxPerMinute", (("Service", "checkout"),))
    watched = Alarm(name="a", state=AlarmState.ALARM, metric=failures, statistic="Maximum")
    (query,) = chosen([watched], [])
    assert (query.label, query.unit) == ("checkout 5xx", "/min")


def test_favourites_come_after_what_fires_and_before_the_rest_though_there_is_no_room() -> None:
    listed = [of_lambda("Errors", f"f{n}") for n in range(5)]
    latency = Favourite(of_lambda("Duration", "web"), "Average")
    firing = alarm("a", AlarmState.ALARM, of_lambda("Throttles"))
    queries = chosen([firing], listed, 2, MetricChoice(favourites=(latency,)))
    labels = [query.label for query in queries]
    assert labels == ["checkout throttles", "web duration Average", "f0 errors"]
    assert [query.is_favourite for query in queries] == [False, True, False]


def test_a_favourite_that_is_watched_keeps_its_threshold_and_is_shown_once() -> None:
    well = alarm("a", AlarmState.OK, of_lambda("Errors"), threshold=5.0)
    choice = MetricChoice(favourites=(Favourite(of_lambda("Errors"), "Sum"),))
    (query,) = chosen([well], [], choice=choice)
    assert (query.threshold, query.is_favourite) == (5, True)


def test_a_statistic_that_was_turned_to_is_asked_for_in_place_of_the_usual_one() -> None:
    metric = of_lambda("Duration", "web")
    (query,) = chosen([], [metric], choice=MetricChoice(statistics={(metric, "p99"): "Maximum"}))
    assert (query.statistic, query.unit, query.label) == ("Maximum", "ms", "web duration Maximum")


def test_another_statistic_has_a_unit_of_its_own_and_no_threshold() -> None:
    query = replace(query_of(of_lambda("Errors")), threshold=5.0)
    average = restated(query, "Average")
    assert (query.unit, average.unit, average.threshold) == ("/min", "", None)
    counted = restated(query_of(of_lambda("Duration")), "SampleCount")
    assert counted.unit == "/min"
    assert restated(counted, "p99").unit == "ms"
    assert restated(average, "Sum").unit == "/min"
