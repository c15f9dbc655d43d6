"""CloudTrail of the local AWS through botocore's own client, as AWS documents it."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import botocore.session
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.server import LocalServer

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
CLOCK = FrozenClock(NOW)
ONCE = Config(retries={"total_max_attempts": 1}, user_agent_extra="conformance")


@pytest.fixture(scope="module")
def cloud() -> Cloud:
    cloud = Cloud(CLOCK)
    for number in range(120):
        cloud.trail.put(record(number))
    insight = {"eventName": "UpdateItem", "eventSource": "dynamodb.amazonaws.com", "state": "Start"}
    cloud.trail.put(record(500, eventCategory="Insight", insightDetails=insight))
    cloud.trail.put(record(501, eventCategory="Data", eventName="GetObject"))
    cloud.trail.put(record(502, eventTime=(NOW - timedelta(days=91)).isoformat()))
    return cloud


def record(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "eventVersion": "1.11",
        "eventTime": (NOW - timedelta(minutes=number + 1)).isoformat(),
        "eventName": "UpdateFunction" if number % 3 else "DeleteFunction",
        "eventSource": "lambda.amazonaws.com",
        "eventID": f"event-{number}",
        "awsRegion": "us-east-1",
        "readOnly": False,
        "userIdentity": {"type": "IAMUser", "userName": "ann" if number % 2 else "bob"},
        "requestParameters": {"functionName": f"f{number}", "tags": {"a b": "c"}},
    } | changes


@pytest.fixture(scope="module")
def client_of(cloud: Cloud) -> Iterator[Callable[..., Any]]:
    """Clients of a server on a loop in a thread of its own, as they block."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    server = asyncio.run_coroutine_threadsafe(LocalServer.start(cloud), loop).result()
    session: Any = botocore.session.get_session()
    opened: list[Any] = []

    def client(service: str = "cloudtrail", region: str = "us-east-1") -> Any:
        keys = {"aws_access_key_id": "AKIATESTTESTTESTTEST", "aws_secret_access_key": "any"}
        at = {"endpoint_url": server.url, "region_name": region}
        opened.append(session.create_client(service, config=ONCE, **at, **keys))
        return opened[-1]

    yield client
    for one in opened:
        one.close()
    asyncio.run_coroutine_threadsafe(server.stop(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


@pytest.fixture(scope="module")
def trail(client_of: Callable[..., Any]) -> Any:
    return client_of()


def lookup(trail: Any, **question: Any) -> Any:
    CLOCK.advance(timedelta(seconds=1))
    return trail.lookup_events(**question)


def history(trail: Any, **question: Any) -> Iterator[Any]:
    """What was put in at the beginning, without what the tests leave behind."""
    reply = lookup(trail, EndTime=NOW, **question)
    yield from reply["Events"]
    while token := reply.get("NextToken"):
        reply = lookup(trail, EndTime=NOW, NextToken=token, **question)
        yield from reply["Events"]


def refusal(call: Callable[..., Any], **parameters: Any) -> str:
    with pytest.raises(ClientError) as caught:
        call(**parameters)
    return str(caught.value.response.get("Error", {}).get("Code"))


def by(key: str, value: str) -> list[dict[str, str]]:
    return [{"AttributeKey": key, "AttributeValue": value}]


def test_the_history_comes_newest_first_fifty_a_page_and_ninety_days_back(trail: Any) -> None:
    assert len(lookup(trail, EndTime=NOW)["Events"]) == 50
    events = list(history(trail, StartTime=NOW - timedelta(days=365)))
    assert [event["EventId"] for event in events] == [f"event-{n}" for n in range(120)]
    assert events[0]["EventTime"] == NOW - timedelta(minutes=1)
    assert json.loads(events[0]["CloudTrailEvent"])["eventName"] == events[0]["EventName"]


def test_one_attribute_selects_exactly(trail: Any) -> None:
    names = {e["EventName"] for e in history(trail, LookupAttributes=by("Username", "ann"))}
    assert names == {"UpdateFunction", "DeleteFunction"}
    assert not list(history(trail, LookupAttributes=by("Username", "Ann")))
    (one,) = history(trail, LookupAttributes=by("ResourceName", "f7"))
    assert one["Resources"][0]["ResourceType"] == "AWS::Lambda::Function"
    assert len(list(history(trail, LookupAttributes=by("EventName", "DeleteFunction")))) == 40


def test_insights_events_are_a_category_of_their_own(trail: Any) -> None:
    (insight,) = lookup(trail, EventCategory="insight")["Events"]
    assert insight["EventId"] == "event-500"
    assert json.loads(insight["CloudTrailEvent"])["insightDetails"]["state"] == "Start"


@pytest.mark.parametrize(
    ("question", "code"),
    [
        (
            {"LookupAttributes": by("Username", "a") + by("EventName", "b")},
            "InvalidLookupAttributesException",
        ),
        ({"StartTime": NOW, "EndTime": NOW - timedelta(1)}, "InvalidTimeRangeException"),
        ({"NextToken": "bm90aGluZw=="}, "InvalidNextTokenException"),
        ({"EventCategory": "data"}, "InvalidEventCategoryException"),
    ],
)
def test_a_wrong_lookup_is_refused_in_the_services_own_words(
    trail: Any, question: dict[str, Any], code: str
) -> None:
    assert refusal(lookup, trail=trail, **question) == code


def test_the_third_lookup_of_a_second_is_throttled_here_and_not_elsewhere(
    trail: Any, client_of: Callable[..., Any]
) -> None:
    CLOCK.advance(timedelta(seconds=1))
    for _ in range(2):
        trail.lookup_events()
    assert refusal(trail.lookup_events) == "ThrottlingException"
    assert client_of(region="eu-west-1").lookup_events()["Events"] == []


def test_a_trail_lives_in_its_home_region_and_is_seen_from_others(
    trail: Any, client_of: Callable[..., Any]
) -> None:
    far = client_of(region="eu-west-1")
    made = trail.create_trail(Name="wide", S3BucketName="bucket", IsMultiRegionTrail=True)
    arn = made["TrailARN"]
    trail.create_trail(Name="narrow", S3BucketName="bucket", SnsTopicName="topic")
    assert [t["Name"] for t in far.describe_trails()["trailList"]] == ["wide"]
    assert far.describe_trails(includeShadowTrails=False)["trailList"] == []
    assert {t["Name"] for t in far.list_trails()["Trails"]} == {"wide", "narrow"}
    assert far.get_trail(Name=arn)["Trail"]["HomeRegion"] == "us-east-1"
    assert refusal(far.get_trail, Name="wide") == "TrailNotFoundException"
    assert refusal(far.stop_logging, Name=arn) == "InvalidHomeRegionException"
    trail.start_logging(Name="wide")
    assert far.get_trail_status(Name=arn)["IsLogging"] is True
    narrow = trail.get_trail(Name="narrow")["Trail"]
    assert narrow["SnsTopicARN"] == "arn:aws:sns:us-east-1:123456789012:topic"
    for name in ("wide", "narrow"):
        trail.delete_trail(Name=name)
    assert far.list_trails()["Trails"] == []


def test_a_trail_is_changed_in_part_and_keeps_the_rest(trail: Any) -> None:
    trail.create_trail(Name="changed", S3BucketName="bucket", S3KeyPrefix="logs")
    reply = trail.update_trail(Name="changed", EnableLogFileValidation=True)
    assert (reply["LogFileValidationEnabled"], reply["S3KeyPrefix"]) == (True, "logs")
    half = {"IsMultiRegionTrail": True, "IncludeGlobalServiceEvents": False}
    code = refusal(trail.update_trail, Name="changed", **half)
    assert code == "InvalidParameterCombinationException"
    assert trail.get_trail(Name="changed")["Trail"]["IsMultiRegionTrail"] is False
    code = refusal(trail.update_trail, Name="changed", S3BucketName="No_Bucket")
    assert code == "InvalidS3BucketNameException"
    assert refusal(trail.update_trail, Name="nothing") == "TrailNotFoundException"
    trail.delete_trail(Name="changed")


def test_selectors_of_one_kind_replace_the_other(trail: Any) -> None:
    trail.create_trail(Name="select", S3BucketName="bucket")
    (first,) = trail.get_event_selectors(TrailName="select")["EventSelectors"]
    assert (first["ReadWriteType"], first["IncludeManagementEvents"]) == ("All", True)
    writes = {"ReadWriteType": "WriteOnly", "IncludeManagementEvents": True}
    trail.put_event_selectors(TrailName="select", EventSelectors=[writes])
    (plain,) = trail.get_event_selectors(TrailName="select")["EventSelectors"]
    assert (plain["ReadWriteType"], plain["DataResources"]) == ("WriteOnly", [])
    assert trail.get_trail(Name="select")["Trail"]["HasCustomEventSelectors"] is True
    data = {"Name": "s3", "FieldSelectors": [{"Field": "eventCategory", "Equals": ["Data"]}]}
    trail.put_event_selectors(TrailName="select", AdvancedEventSelectors=[data])
    now = trail.get_event_selectors(TrailName="select")
    assert now["AdvancedEventSelectors"] == [data]
    assert "EventSelectors" not in now
    trail.delete_trail(Name="select")


CATEGORY = {"Field": "eventCategory", "Equals": ["Management"]}
SENSELESS: list[dict[str, Any]] = [
    {},
    {"EventSelectors": [{}], "AdvancedEventSelectors": [{"FieldSelectors": [CATEGORY]}]},
    {"EventSelectors": [{"ReadWriteType": "Both"}]},
    {"EventSelectors": [{"DataResources": [{"Type": "AWS::SQS::Queue", "Values": ["a"]}]}]},
    {"EventSelectors": [{"ExcludeManagementEventSources": ["s3.amazonaws.com"]}]},
    {"EventSelectors": [{}] * 6},
    {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "x", "Equals": ["y"]}]}]},
    {"AdvancedEventSelectors": [{"FieldSelectors": [{"Field": "readOnly"}, CATEGORY]}]},
    {"AdvancedEventSelectors": [{"FieldSelectors": [CATEGORY, CATEGORY]}]},
]


@pytest.mark.parametrize("selectors", SENSELESS)
def test_selectors_that_select_nothing_sensible_are_refused(
    trail: Any, selectors: dict[str, Any]
) -> None:
    if not trail.describe_trails(trailNameList=["strict"])["trailList"]:
        trail.create_trail(Name="strict", S3BucketName="bucket")
    code = refusal(trail.put_event_selectors, TrailName="strict", **selectors)
    assert code == "InvalidEventSelectorsException"


def test_insights_are_enabled_and_disabled_again(trail: Any) -> None:
    trail.create_trail(Name="insights", S3BucketName="bucket")
    asked: dict[str, Any] = {"TrailName": "insights"}
    assert refusal(trail.get_insight_selectors, **asked) == "InsightNotEnabledException"
    kinds = [{"InsightType": "ApiCallRateInsight"}, {"InsightType": "ApiErrorRateInsight"}]
    trail.put_insight_selectors(InsightSelectors=kinds, **asked)
    assert trail.get_insight_selectors(**asked)["InsightSelectors"] == kinds
    assert trail.get_trail(Name="insights")["Trail"]["HasInsightSelectors"] is True
    wrong = [{"InsightType": "Everything"}]
    code = refusal(trail.put_insight_selectors, InsightSelectors=wrong, **asked)
    assert code == "InvalidInsightSelectorsException"
    trail.put_insight_selectors(InsightSelectors=[], **asked)
    assert refusal(trail.get_insight_selectors, **asked) == "InsightNotEnabledException"
    assert refusal(trail.get_insight_selectors) == "InvalidParameterCombinationException"
    trail.delete_trail(Name="insights")


def test_no_keys_are_listed_as_nothing_was_signed(trail: Any) -> None:
    assert trail.list_public_keys()["PublicKeyList"] == []
    wrong = {"StartTime": NOW, "EndTime": NOW - timedelta(1)}
    assert refusal(trail.list_public_keys, **wrong) == "InvalidTimeRangeException"


def test_what_was_called_here_is_in_the_trail_with_caller_and_outcome(trail: Any) -> None:
    refusal(trail.delete_trail, Name="never-made")
    event = lookup(trail, LookupAttributes=by("EventName", "DeleteTrail"))["Events"][0]
    whole = json.loads(event["CloudTrailEvent"])
    assert whole["errorCode"] == "TrailNotFoundException"
    assert whole["requestParameters"] == {"name": "never-made"}
    assert (whole["responseElements"], whole["readOnly"]) == (None, False)
    assert (whole["sourceIPAddress"], event["AccessKeyId"]) == ("127.0.0.1", "AKIATESTTESTTESTTEST")
    assert "conformance" in whole["userAgent"]


def test_an_operation_that_is_not_here_is_said_not_to_be(
    trail: Any, client_of: Callable[..., Any]
) -> None:
    assert refusal(trail.list_channels) == "UnknownOperationException"
    glue = client_of("glue")
    with pytest.raises(ClientError, match="not implemented by awsobs local"):
        glue.get_table(DatabaseName="default", Name="trail")


@pytest.fixture(scope="module")
def store(trail: Any) -> str:
    data = [{"FieldSelectors": [{"Field": "eventCategory", "Equals": [kind]}]} for kind in KINDS]
    made = trail.create_event_data_store(
        Name="everything", AdvancedEventSelectors=data, TerminationProtectionEnabled=False
    )
    return str(made["EventDataStoreArn"]).rpartition("/")[2]


KINDS = ("Management", "Data")


def answered(trail: Any, statement: str, **question: Any) -> list[dict[str, str]]:
    number = trail.start_query(QueryStatement=statement, **question)["QueryId"]
    stages = [trail.describe_query(QueryId=number)["QueryStatus"] for _ in range(2)]
    assert stages == ["RUNNING", "FINISHED"]
    rows = trail.get_query_results(QueryId=number)["QueryResultRows"]
    return [{name: value for cell in row for name, value in cell.items()} for row in rows]


def test_a_store_is_listed_by_name_and_shown_whole(trail: Any, store: str) -> None:
    (listed,) = trail.list_event_data_stores()["EventDataStores"]
    assert set(listed) == {"EventDataStoreArn", "Name"}
    shown = trail.get_event_data_store(EventDataStore=store)
    assert (shown["Status"], shown["RetentionPeriod"]) == ("ENABLED", 366)
    again: dict[str, Any] = {"Name": "everything"}
    code = refusal(trail.create_event_data_store, **again)
    assert code == "EventDataStoreAlreadyExistsException"
    code = refusal(trail.get_event_data_store, EventDataStore="0" * 8)
    assert code == "EventDataStoreNotFoundException"


def test_a_protected_store_stays_and_another_goes(client_of: Callable[..., Any]) -> None:
    far = client_of(region="eu-west-1")
    kept = far.create_event_data_store(Name="kept")["EventDataStoreArn"]
    code = refusal(far.delete_event_data_store, EventDataStore=kept)
    assert code == "EventDataStoreTerminationProtectedException"
    gone = far.create_event_data_store(Name="gone", TerminationProtectionEnabled=False)
    far.delete_event_data_store(EventDataStore=gone["EventDataStoreArn"])
    assert [s["Name"] for s in far.list_event_data_stores()["EventDataStores"]] == ["kept"]


def test_a_query_finds_what_a_plain_look_finds(trail: Any, store: str) -> None:
    statement = (
        "SELECT eventID, eventTime, userIdentity.userName, requestParameters['functionName'] AS f, "
        f"element_at(requestParameters, 'functionName') FROM {store} WHERE eventTime >= "
        "'2026-11-25 15:50:00' AND eventTime < '2026-11-25 15:59:00' AND readOnly = false "
        "AND userIdentity.userName = 'ann' ORDER BY eventTime DESC"
    )
    rows = answered(trail, statement)
    assert [row["eventID"] for row in rows] == [f"event-{n}" for n in (1, 3, 5, 7, 9)]
    assert rows[-1] == {
        "eventID": "event-9",
        "eventTime": "2026-11-25 15:50:00.000",
        "userName": "ann",
        "f": "f9",
        "_col4": "f9",
    }


def test_a_query_reaches_data_events_and_what_is_older_than_ninety_days(
    trail: Any, store: str
) -> None:
    (data,) = answered(trail, f"SELECT eventJson FROM {store} WHERE eventCategory = 'Data'")
    assert json.loads(data["eventJson"])["eventName"] == "GetObject"
    old = f"SELECT count(*) AS n FROM {store} WHERE eventTime < date_add('day', -90, now())"
    assert answered(trail, old) == [{"n": "1"}]


def test_values_are_given_apart_from_the_statement(trail: Any, store: str) -> None:
    statement = f"SELECT eventName, readOnly FROM {store} WHERE eventID = ?"
    rows = answered(trail, statement, QueryParameters=["event-3"])
    assert rows == [{"eventName": "DeleteFunction", "readOnly": "false"}]


def test_results_come_in_pages(trail: Any, store: str) -> None:
    statement = f"SELECT eventID FROM {store} WHERE eventName = 'DeleteFunction'"
    number = trail.start_query(QueryStatement=statement)["QueryId"]
    question: dict[str, Any] = {"QueryId": number, "MaxQueryResults": 25}
    assert "QueryResultRows" not in trail.get_query_results(**question)
    first = trail.get_query_results(**question)
    second = trail.get_query_results(**question, NextToken=first["NextToken"])
    assert [len(page["QueryResultRows"]) for page in (first, second)] == [25, 15]
    assert first["QueryStatistics"]["TotalResultsCount"] == 40
    assert "NextToken" not in second
    code = refusal(trail.get_query_results, QueryId=number, NextToken=first["NextToken"])
    assert code == "InvalidNextTokenException"
    statistics = trail.describe_query(QueryId=number)["QueryStatistics"]
    assert statistics["EventsMatched"] == 40
    assert statistics["EventsScanned"] > 120


def test_a_query_is_cancelled_while_it_waits_only(trail: Any, store: str) -> None:
    number = trail.start_query(QueryStatement=f"SELECT eventID FROM {store}")["QueryId"]
    assert trail.cancel_query(QueryId=number)["QueryStatus"] == "CANCELLED"
    assert refusal(trail.cancel_query, QueryId=number) == "InactiveQueryException"
    assert trail.get_query_results(QueryId=number)["QueryStatus"] == "CANCELLED"
    assert refusal(trail.describe_query, QueryId="0" * 36) == "QueryIdNotFoundException"


def test_ten_queries_wait_at_most_and_none_that_waits_is_forgotten(trail: Any, store: str) -> None:
    statement = f"SELECT eventID FROM {store} LIMIT 1"
    for _ in range(3):
        answered(trail, statement)
    waiting = [trail.start_query(QueryStatement=statement)["QueryId"] for _ in range(10)]
    code = refusal(trail.start_query, QueryStatement=statement)
    assert code == "MaxConcurrentQueriesException"
    assert {trail.cancel_query(QueryId=one)["QueryStatus"] for one in waiting} == {"CANCELLED"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {store}",
        "SELECT eventID FROM {store}; SELECT 1",
        "SELECT nowhere FROM {store}",
        "SELECT eventID FROM sqlite_master",
        "SELECT load_extension('x') FROM {store}",
        "SELECT eventID",
        "SELECT eventID FROM {store} WHERE eventName = ?",
    ],
)
def test_what_is_no_select_over_a_store_is_refused(trail: Any, store: str, statement: str) -> None:
    text = statement.format(store=store)
    code = refusal(trail.start_query, QueryStatement=text)
    assert code in ("InvalidQueryStatementException", "EventDataStoreNotFoundException")


@pytest.fixture(scope="module")
def athena(client_of: Callable[..., Any]) -> Any:
    return client_of("athena")


def executed(athena: Any, statement: str, **question: Any) -> tuple[str, Any]:
    number = athena.start_query_execution(QueryString=statement, **question)["QueryExecutionId"]
    asked: dict[str, Any] = {"QueryExecutionId": number}
    states = [athena.get_query_execution(**asked)["QueryExecution"]["Status"] for _ in range(2)]
    assert states[0]["State"] == "RUNNING"
    return number, states[1]


def test_athena_reads_the_table_of_its_documentation(athena: Any) -> None:
    statement = (
        "SELECT eventid, eventtime, useridentity.username, errorcode "
        'FROM "default"."cloudtrail_logs" '
        "WHERE region = 'us-east-1' AND \"timestamp\" = '2026/11/25' "
        "AND json_extract_scalar(requestparameters, '$.functionName') = 'f4' AND readonly = 'false'"
    )
    number, status = executed(athena, statement)
    assert status["State"] == "SUCCEEDED"
    rows = athena.get_query_results(QueryExecutionId=number)["ResultSet"]["Rows"]
    shown = [[cell.get("VarCharValue") for cell in row["Data"]] for row in rows]
    names = ["eventid", "eventtime", "username", "errorcode"]
    assert shown == [names, ["event-4", "2026-11-25T15:55:00+00:00", "bob", None]]


def test_athena_gives_pages_whose_first_has_the_names(athena: Any) -> None:
    statement = "SELECT eventid FROM cloudtrail_logs WHERE eventname = 'DeleteFunction'"
    number, _ = executed(athena, statement, QueryExecutionContext={"Database": "default"})
    pages = athena.get_paginator("get_query_results").paginate(
        QueryExecutionId=number, PaginationConfig={"PageSize": 15}
    )
    assert [len(page["ResultSet"]["Rows"]) for page in pages] == [15, 15, 11]


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT eventid FROM other_logs",
        "SELECT eventid FROM elsewhere.cloudtrail_logs",
        "SELECT nowhere FROM cloudtrail_logs",
        "DROP TABLE cloudtrail_logs",
    ],
)
def test_athena_fails_with_its_reason(athena: Any, statement: str) -> None:
    number, status = executed(athena, statement)
    assert status["State"] == "FAILED"
    assert status["StateChangeReason"]
    code = refusal(athena.get_query_results, QueryExecutionId=number)
    assert code == "InvalidRequestException"


def test_athena_stops_what_waits_and_tells_of_its_table(athena: Any) -> None:
    started = athena.start_query_execution(QueryString="SELECT eventid FROM cloudtrail_logs")
    number = {"QueryExecutionId": started["QueryExecutionId"]}
    athena.stop_query_execution(**number)
    assert athena.get_query_execution(**number)["QueryExecution"]["Status"]["State"] == "CANCELLED"
    place = {"CatalogName": "AwsDataCatalog", "DatabaseName": "default"}
    table = athena.get_table_metadata(TableName="cloudtrail_logs", **place)["TableMetadata"]
    assert [key["Name"] for key in table["PartitionKeys"]] == ["region", "account", "timestamp"]
    code = refusal(athena.get_table_metadata, TableName="other", **place)
    assert code == "MetadataException"
