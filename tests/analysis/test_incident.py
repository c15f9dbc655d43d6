from datetime import UTC, datetime, timedelta

import pytest

from awsobs.analysis.incident import NO_INCIDENT, Incident, followed, tied_to
from awsobs.domain.alarms import Alarm, AlarmState
from awsobs.domain.metrics import MetricKey
from awsobs.domain.service_graph import GraphEdge, GraphNode, NodeKey, ServiceGraph
from awsobs.domain.situation import Share

NOW = datetime(2026, 1, 1, 7, 45, tzinfo=UTC)


def key(name: str) -> NodeKey:
    return NodeKey("", name, "AWS::Lambda")


GRAPH = ServiceGraph(
    nodes=tuple(GraphNode(key=key(n)) for n in ("gateway", "checkout", "PaymentsFn", "orders-q")),
    edges=(
        GraphEdge(source=key("gateway"), target=key("checkout")),
        GraphEdge(source=key("checkout"), target=key("PaymentsFn")),
        GraphEdge(source=key("checkout"), target=key("orders-q")),
    ),
)
ROOT = Share(key=key("PaymentsFn"), total=0.3, own=0.3)


def alarm(name: str, minutes: float = 4, *, dimension: str = "", rule: str = "") -> Alarm:
    metric = (
        MetricKey("AWS/Lambda", "Errors", (("FunctionName", dimension),)) if dimension else None
    )
    since = NOW - timedelta(minutes=minutes)
    return Alarm(name=name, state=AlarmState.ALARM, since=since, metric=metric, rule=rule)


@pytest.mark.parametrize(
    ("one", "is_tied"),
    [
        (alarm("p99", dimension="PaymentsFn"), True),
        (alarm("payments-fn-latency"), True),
        (alarm("PaymentsFnErrors"), True),
        (alarm("gateway-5xx"), True),
        (alarm("site", rule='ALARM("checkout-5xx") OR ALARM("web")'), True),
        (alarm("orders-q-depth"), False),
        (alarm("payments-latency"), False),
        (alarm("site down"), False),
        (alarm("cpu", dimension="i-0123"), False),
    ],
)
def test_an_alarm_is_tied_to_the_root_by_its_name_and_those_of_its_callers(
    one: Alarm, is_tied: bool
) -> None:
    assert bool(tied_to(ROOT, [one], GRAPH)) is is_tied


def test_without_a_root_nothing_is_tied() -> None:
    assert tied_to(None, [alarm("gateway-5xx")], GRAPH) == ()


def test_a_name_without_words_ties_nothing() -> None:
    root = Share(key=key("--"), total=0.3, own=0.3)
    assert tied_to(root, [alarm("anything")], ServiceGraph()) == ()


def ago(minutes: float) -> datetime:
    return NOW - timedelta(minutes=minutes)


def follow(*looks: tuple[list[Alarm], list[Alarm]]) -> Incident:
    """The incident after some looks, each at what fires and what of that is tied."""
    incident = NO_INCIDENT
    for firing, tied in looks:
        incident = followed(incident, firing, tied)
    return incident


FIRST, SECOND, OLD = alarm("checkout-5xx", 4), alarm("gateway-5xx", 3), alarm("dlq", 4000)


@pytest.mark.parametrize("tied", [True, False])
def test_the_onset_stays_when_the_alarm_that_was_first_recovers(tied: bool) -> None:
    looks = [(look, look if tied else []) for look in ([FIRST, SECOND], [SECOND])]
    assert follow(*looks).onset == ago(4)


def test_a_later_alarm_does_not_move_the_onset_and_an_earlier_one_does() -> None:
    assert follow(([FIRST], []), ([FIRST, SECOND], [])).onset == ago(4)
    assert follow(([SECOND], []), ([SECOND, FIRST], [])).onset == ago(4)


def test_once_all_have_recovered_the_next_one_is_another_incident() -> None:
    assert follow(([FIRST], []), ([], [])) == NO_INCIDENT
    assert follow(([FIRST], []), ([], []), ([SECOND], [])).onset == ago(3)
    assert follow(([FIRST], [FIRST]), ([SECOND], [SECOND])).onset == ago(3)


def test_an_old_alarm_of_something_else_is_not_the_onset() -> None:
    assert follow(([OLD, FIRST], [FIRST])).onset == ago(4)


def test_the_onset_is_found_once_the_map_tells_what_fails() -> None:
    assert follow(([OLD, FIRST], []), ([OLD, FIRST], [FIRST])).onset == ago(4)


def test_an_incident_outlives_a_moment_without_a_root() -> None:
    assert follow(([OLD, FIRST], [FIRST]), ([OLD, FIRST], [])).onset == ago(4)


def test_an_alarm_without_a_time_is_part_of_it_all_the_same() -> None:
    timeless = Alarm(name="x", state=AlarmState.ALARM)
    assert follow(([timeless], [])) == Incident(alarms=frozenset({"x"}))
