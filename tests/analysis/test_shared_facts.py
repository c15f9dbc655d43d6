import json
from datetime import UTC, datetime

from hypothesis import given, strategies as st

from awsobs.analysis.request_facts import facts_of_summary, facts_of_trace, url_of
from awsobs.analysis.segments import trace_of
from awsobs.analysis.shared_facts import Request, SharedFact, shared_facts
from awsobs.analysis.trace_summaries import summary_of_trace
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.traces import TraceSummary


def requests(fails: bool, number: int, *facts: tuple[str, str]) -> list[Request]:
    return [Request(fails=fails, facts=frozenset(facts)) for _ in range(number)]


def told(found: tuple[SharedFact, ...]) -> list[str]:
    return [f"{fact.name}={fact.value}" for fact in found]


NEW, OLD = ("version", "2"), ("version", "1")
EU, US = ("zone", "eu"), ("zone", "us")


def test_the_fact_with_the_greatest_difference_comes_first_with_its_counts() -> None:
    found = shared_facts(
        [
            *requests(True, 18, NEW, EU),
            *requests(True, 2, OLD, EU),
            *requests(False, 10, NEW, EU),
            *requests(False, 50, OLD, EU),
            *requests(False, 40, OLD, US),
        ]
    )
    assert told(found) == ["version=2", "zone=eu"]
    first = found[0]
    assert (first.failing, first.of_failing, first.others, first.of_others) == (18, 20, 10, 100)
    assert (first.share, first.other_share) == (0.9, 0.1)


def test_what_all_requests_have_tells_nothing() -> None:
    assert shared_facts([*requests(True, 20, EU), *requests(False, 20, EU)]) == ()


def test_what_only_others_have_tells_nothing() -> None:
    assert shared_facts([*requests(True, 20), *requests(False, 20, EU)]) == ()


def test_a_fact_of_two_failing_requests_is_too_rare() -> None:
    assert shared_facts([*requests(True, 2, NEW), *requests(False, 500, OLD)]) == ()


def test_a_fact_of_one_failing_request_in_fifty_is_too_rare() -> None:
    many = [*requests(True, 4, NEW), *requests(True, 196, OLD), *requests(False, 5000, OLD)]
    assert told(shared_facts(many)) == []


def test_a_difference_that_chance_makes_is_not_told() -> None:
    few = [*requests(True, 3, NEW), *requests(True, 2, OLD)]
    assert shared_facts([*few, *requests(False, 4, NEW), *requests(False, 6, OLD)]) == ()


def test_where_all_requests_fail_nothing_is_told() -> None:
    assert shared_facts(requests(True, 50, NEW)) == ()


facts = st.frozensets(st.sampled_from([NEW, OLD, EU, US]))
anything = st.lists(st.builds(Request, fails=st.booleans(), facts=facts), max_size=60)


@given(anything)
def test_counts_are_those_of_the_requests(given_requests: list[Request]) -> None:
    for fact in shared_facts(given_requests):
        holding = [r for r in given_requests if (fact.name, fact.value) in r.facts]
        assert sum(r.fails for r in holding) == fact.failing
        assert sum(not r.fails for r in holding) == fact.others
        assert sum(r.fails for r in given_requests) == fact.of_failing
        assert fact.difference > 0


@given(anything)
def test_the_order_of_requests_does_not_matter(given_requests: list[Request]) -> None:
    assert shared_facts(given_requests) == shared_facts(given_requests[::-1])


def test_numbers_and_ids_in_an_address_are_all_the_same() -> None:
    assert url_of("https://shop.example/orders/17?page=2#top") == "https://shop.example/orders/*"
    assert url_of("/u/0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f/cart") == "/u/*/cart"
    assert url_of("/v2/items/deadbeef01") == "/v2/items/*"
    assert url_of("/cafe/feed") == "/cafe/feed"


def test_a_summary_made_of_documents_tells_what_x_ray_would() -> None:
    document = {
        "id": "1", "name": "shop", "start_time": 1, "end_time": 2, "user": "ada", "fault": True,
        "http": {"request": {"method": "POST", "url": "https://x/buy/7", "client_ip": "192.0.2.1",
                             "user_agent": "curl"}, "response": {"status": 500}},
        "annotations": {"tier": "gold", "beta": True, "cents": 12.0},
        "aws": {"ec2": {"availability_zone": "eu-west-1a", "instance_id": "i-1"}},
        "service": {"version": "1.4"},
        "subsegments": [{"id": "2", "name": "x", "start_time": 1, "end_time": 2,
                         "cause": {"exceptions": [{"type": "Timeout"}]}}],
    }  # fmt: skip
    trace = trace_of("1-67400000-a", [json.dumps(document)])
    shop = NodeKey("", "shop", "")
    summary = TraceSummary(
        id="1-67400000-a", start=datetime.fromtimestamp(1, UTC), duration=1, response_time=1,
        has_fault=True, entry="shop", entry_node=shop, nodes=(shop,), services=("shop",),
        url="https://x/buy/7", method="POST", status=500, client_ip="192.0.2.1", agent="curl",
        users=("ada",), zones=("eu-west-1a",), instances=("i-1",),
        annotations=(("tier", "gold"), ("beta", True), ("cents", 12.0)),
    )  # fmt: skip
    assert summary_of_trace(trace) == summary
    assert facts_of_trace(trace) == {("version.shop", "1.4"), ("exception", "Timeout")}
    assert facts_of_summary(summary) == {
        *(("entry", "shop"), ("service", "shop"), ("url", "https://x/buy/*"), ("method", "POST")),
        *(("status", "500"), ("client", "192.0.2.1"), ("agent", "curl"), ("user", "ada")),
        *(("zone", "eu-west-1a"), ("instance", "i-1"), ("annotation.tier", "gold")),
        *(("annotation.beta", "true"), ("annotation.cents", "12")),
    }
