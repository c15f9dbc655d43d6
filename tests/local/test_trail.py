import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, strategies as st

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import Cloud
from awsobs.local.operations import Call, Caller, Fault
from awsobs.local.services import trail, trail_record

NOW = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
LOCAL = Caller(access_key_id="AKIAONE", address="192.0.2.7", user_agent="aws-cli/2")


class Account:
    """A cloud whose clock a test moves."""

    def __init__(self, **options: Any) -> None:
        self.clock = FrozenClock(NOW)
        self.cloud = Cloud(self.clock, **options)

    def call(
        self, service: str, operation: str, *, caller: Caller = LOCAL, **parameters: Any
    ) -> Any:
        call = Call(service=service, operation=operation, parameters=parameters, caller=caller)
        return self.cloud.answer(call)

    def lookup(self, **parameters: Any) -> Any:
        self.clock.advance(timedelta(seconds=0.5))
        return self.call("cloudtrail", "LookupEvents", **parameters)

    def names(self, **parameters: Any) -> list[str]:
        return [row["EventName"] for row in self.lookup(**parameters)["Events"]]

    def refusal(self, service: str, operation: str, **parameters: Any) -> str:
        with pytest.raises(Fault) as caught:
            self.call(service, operation, **parameters)
        return caught.value.code

    def lookup_refusal(self, **parameters: Any) -> str:
        self.clock.advance(timedelta(seconds=0.5))
        return self.refusal("cloudtrail", "LookupEvents", **parameters)


@pytest.fixture
def account() -> Account:
    return Account()


def record(name: str = "RunInstances", *, ago: float = 60, **changes: Any) -> dict[str, Any]:
    return {
        "eventTime": (NOW - timedelta(seconds=ago)).isoformat(),
        "eventName": name,
        "eventSource": "ec2.amazonaws.com",
        "eventID": f"{name}-{ago}",
        "readOnly": False,
        "userIdentity": {"type": "IAMUser", "userName": "ann", "accessKeyId": "AKIAANN"},
    } | changes


def make_trail(account: Account, name: str = "main-trail") -> Any:
    return account.call("cloudtrail", "CreateTrail", Name=name, S3BucketName="bucket")


def test_a_write_leaves_a_record_that_says_who_what_and_from_where(account: Account) -> None:
    make_trail(account)
    (row,) = account.lookup()["Events"]
    whole = json.loads(row["CloudTrailEvent"])
    assert row["EventName"] == "CreateTrail"
    assert (row["ReadOnly"], row["Username"], row["AccessKeyId"]) == ("false", "local", "AKIAONE")
    assert row["EventTime"] == NOW
    assert row["EventId"] == whole["eventID"]
    assert whole["eventTime"] == "2026-11-25T16:00:00Z"
    assert whole["eventSource"] == "cloudtrail.amazonaws.com"
    assert whole["sourceIPAddress"] == "192.0.2.7"
    assert whole["userAgent"] == "aws-cli/2"
    assert whole["userIdentity"]["arn"] == "arn:aws:iam::123456789012:user/local"
    assert whole["requestParameters"] == {"name": "main-trail", "s3BucketName": "bucket"}
    assert whole["responseElements"]["trailARN"].endswith(":trail/main-trail")
    assert "errorCode" not in whole
    assert row["Resources"] == [
        {"ResourceType": "AWS::CloudTrail::Trail", "ResourceName": "main-trail"}
    ]


def test_a_refused_write_leaves_its_error(account: Account) -> None:
    account.refusal("cloudtrail", "StopLogging", Name="nothing")
    (row,) = account.lookup()["Events"]
    whole = json.loads(row["CloudTrailEvent"])
    assert whole["errorCode"] == "TrailNotFoundException"
    assert "nothing" in whole["errorMessage"]
    assert whole["responseElements"] is None


def test_cloudwatch_is_called_monitoring(account: Account) -> None:
    call = Call(service="cloudwatch", operation="PutMetricAlarm", parameters={"OKActions": []})
    whole = trail_record.record_of(account.cloud, call, {}, None)
    assert whole["eventSource"] == "monitoring.amazonaws.com"
    assert whole["requestParameters"] == {"oKActions": []}


def test_an_unknown_operation_leaves_nothing(account: Account) -> None:
    account.refusal("sqs", "CreateQueue", QueueName="q")
    assert account.names() == []


@pytest.mark.parametrize(
    "operation",
    [
        "BatchGetTraces", "DescribeAlarms", "FilterLogEvents", "GetMetricData", "ListMetrics",
        "LookupEvents", "PutEvents", "PutLogEvents", "PutMetricData", "PutTelemetryRecords",
        "PutTraceSegments", "StartLiveTail", "StartQuery", "TestEventPattern",
    ],
)  # fmt: skip
def test_reads_and_data_calls_are_recorded_only_when_asked_for(operation: str) -> None:
    for record_reads in (False, True):
        account = Account(record_reads=record_reads)
        call = Call(service="logs", operation=operation, parameters={})
        account.cloud.trail.record_call(account.cloud, call, {}, None)
        assert len(account.cloud.trail) == record_reads


@pytest.mark.parametrize(
    "operation", ["PutMetricAlarm", "CreateLogGroup", "StopLogging", "PutRule"]
)
def test_control_calls_are_always_recorded(account: Account, operation: str) -> None:
    call = Call(service="logs", operation=operation, parameters={})
    account.cloud.trail.record_call(account.cloud, call, {}, None)
    assert len(account.cloud.trail) == 1


def test_recorded_reads_are_found(account: Account) -> None:
    account = Account(record_reads=True)
    account.call("sts", "GetCallerIdentity")
    (row,) = account.lookup()["Events"]
    assert (row["EventName"], row["ReadOnly"]) == ("GetCallerIdentity", "true")
    assert json.loads(row["CloudTrailEvent"])["responseElements"] is None


def test_a_body_too_large_to_keep_is_left_out(account: Account) -> None:
    call = Call(
        service="cloudwatch", operation="PutDashboard", parameters={"DashboardBody": "x" * 200_000}
    )
    whole = trail_record.record_of(account.cloud, call, {}, None)
    assert whole["requestParameters"]["omitted"] is True
    assert whole["requestParameters"]["originalSize"] > 200_000


def test_secrets_stay_out_of_the_trail(account: Account) -> None:
    reply = account.call(
        "sts", "AssumeRole", RoleArn="arn:aws:iam::123456789012:role/ops", RoleSessionName="ann"
    )
    (row,) = account.lookup()["Events"]
    assert reply["Credentials"]["SecretAccessKey"] not in row["CloudTrailEvent"]
    assert reply["Credentials"]["AccessKeyId"] in row["CloudTrailEvent"]


def test_what_a_role_does_is_the_roles(account: Account) -> None:
    reply = account.call(
        "sts", "AssumeRole", RoleArn="arn:aws:iam::123456789012:role/x/ops", RoleSessionName="ann"
    )
    key = reply["Credentials"]["AccessKeyId"]
    role = Caller(access_key_id=key)
    identity = account.call("sts", "GetCallerIdentity", caller=role)
    assert identity["Arn"] == "arn:aws:sts::123456789012:assumed-role/ops/ann"
    account.call("cloudtrail", "CreateTrail", caller=role, Name="abc", S3BucketName="bucket")
    (row, *_) = account.lookup(
        LookupAttributes=[{"AttributeKey": "AccessKeyId", "AttributeValue": key}]
    )["Events"]
    who = json.loads(row["CloudTrailEvent"])["userIdentity"]
    assert (who["type"], row["Username"]) == ("AssumedRole", "ann")
    assert who["sessionContext"]["sessionIssuer"]["userName"] == "ops"


def test_the_newest_event_comes_first_whatever_came_when(account: Account) -> None:
    for ago in (30, 10, 20):
        account.cloud.trail.put(record(f"E{ago}", ago=ago))
    assert account.names() == ["E10", "E20", "E30"]


@given(st.lists(st.integers(0, 500), max_size=120), st.integers(1, 50))
def test_pages_add_up_to_every_event_once(agos: list[int], size: int) -> None:
    account = Account()
    for number, ago in enumerate(agos):
        account.cloud.trail.put(record(f"E{number}", ago=ago))
    seen: list[str] = []
    question: dict[str, Any] = {"MaxResults": size}
    while True:
        reply = account.lookup(**question)
        assert len(reply["Events"]) <= size
        seen += [row["EventName"] for row in reply["Events"]]
        if "NextToken" not in reply:
            break
        question["NextToken"] = reply["NextToken"]
    assert len(seen) == len(agos) == len(set(seen))
    times = [agos[int(name[1:])] for name in seen]
    assert times == sorted(times)


def test_events_that_arrive_while_paging_move_no_page(account: Account) -> None:
    for ago in range(3):
        account.cloud.trail.put(record(f"E{ago}", ago=ago + 1))
    first = account.lookup(MaxResults=2)
    account.cloud.trail.put(record("New", ago=0))
    assert account.names(MaxResults=2, NextToken=first["NextToken"]) == ["E2"]


ATTRIBUTES = [
    ("EventId", "Wanted-60"),
    ("EventName", "Wanted"),
    ("ReadOnly", "true"),
    ("Username", "bob"),
    ("ResourceType", "AWS::Lambda::Function"),
    ("ResourceName", "payments"),
    ("EventSource", "lambda.amazonaws.com"),
    ("AccessKeyId", "AKIABOB"),
]


@pytest.mark.parametrize(("key", "value"), ATTRIBUTES)
def test_one_attribute_is_matched_exactly(account: Account, key: str, value: str) -> None:
    account.cloud.trail.put(record())
    wanted = record(
        "Wanted",
        readOnly=True,
        eventSource="lambda.amazonaws.com",
        userIdentity={"type": "IAMUser", "userName": "bob", "accessKeyId": "AKIABOB"},
        requestParameters={"functionName": "payments"},
    )
    account.cloud.trail.put(wanted)
    attribute = {"AttributeKey": key, "AttributeValue": value}
    assert account.names(LookupAttributes=[attribute]) == ["Wanted"]
    assert account.names(LookupAttributes=[attribute | {"AttributeValue": value[:-1]}]) == []


def test_start_and_end_are_included(account: Account) -> None:
    for ago in (10, 20, 30, 40):
        account.cloud.trail.put(record(f"E{ago}", ago=ago))
    window = {"StartTime": NOW - timedelta(seconds=30), "EndTime": NOW - timedelta(seconds=20)}
    assert account.names(**window) == ["E20", "E30"]


def test_ninety_days_are_kept_in_sight(account: Account) -> None:
    account.cloud.trail.put(record("Old", ago=91 * 86_400))
    account.cloud.trail.put(record("Kept", ago=89 * 86_400))
    assert account.names(StartTime=NOW - timedelta(days=365)) == ["Kept"]


def test_insights_are_apart(account: Account) -> None:
    account.cloud.trail.put(record("Plain"))
    details = {"eventName": "Burst", "eventSource": "ssm.amazonaws.com", "state": "Start"}
    insight = {
        "eventTime": "2026-11-25T15:59:00Z",
        "eventType": "AwsCloudTrailInsight",
        "insightDetails": details,
    }
    account.cloud.trail.put(insight)
    assert account.names() == ["Plain"]
    assert account.names(EventCategory="insight") == ["Burst"]
    source = {"AttributeKey": "EventSource", "AttributeValue": "ssm.amazonaws.com"}
    assert account.names(EventCategory="insight", LookupAttributes=[source]) == ["Burst"]


def test_data_events_are_not_in_the_event_history(account: Account) -> None:
    account.cloud.trail.put(record("Plain"))
    account.cloud.trail.put(record("GetObject", eventCategory="Data"))
    account.cloud.trail.put(record("Invoke", managementEvent=False))
    assert account.names() == ["Plain"]
    assert len(account.cloud.trail) == 3


def test_an_old_record_that_does_not_say_whether_it_reads_is_known_by_its_name(
    account: Account,
) -> None:
    for name in ("ListKeys", "CreateKey"):
        old = {key: value for key, value in record(name).items() if key != "readOnly"}
        account.cloud.trail.put(old)
    reads = [{"AttributeKey": "ReadOnly", "AttributeValue": "true"}]
    assert account.names(LookupAttributes=reads) == ["ListKeys"]


def test_a_record_that_is_no_json_is_refused(account: Account) -> None:
    nested: dict[str, Any] = {}
    for _ in range(20_000):
        nested = {"in": nested}
    for broken in (float("nan"), nested):
        with pytest.raises(ValueError, match=r"JSON|deep"):
            account.cloud.trail.put(record(additionalEventData=broken))


def test_each_wrong_question_has_its_own_error(account: Account) -> None:
    name = {"AttributeKey": "EventName", "AttributeValue": "a"}
    refusal = account.lookup_refusal
    assert refusal(LookupAttributes=[name, name]) == "InvalidLookupAttributesException"
    other = name | {"AttributeKey": "Region"}
    assert refusal(LookupAttributes=[other]) == "InvalidLookupAttributesException"
    user = name | {"AttributeKey": "Username"}
    insight = {"EventCategory": "insight", "LookupAttributes": [user]}
    assert refusal(**insight) == "InvalidLookupAttributesException"
    assert refusal(StartTime=NOW, EndTime=NOW - timedelta(1)) == "InvalidTimeRangeException"
    assert refusal(MaxResults=51) == "InvalidMaxResultsException"
    assert refusal(MaxResults=0) == "InvalidMaxResultsException"
    assert refusal(EventCategory="data") == "InvalidEventCategoryException"
    assert refusal(NextToken="rubbish") == "InvalidNextTokenException"


def test_a_token_is_good_for_the_same_question_only(account: Account) -> None:
    for ago in range(5):
        account.cloud.trail.put(record(ago=ago))
    token = account.lookup(MaxResults=2)["NextToken"]
    assert account.lookup_refusal(MaxResults=3, NextToken=token) == "InvalidNextTokenException"
    assert len(account.names(MaxResults=2, NextToken=token)) == 2


def test_two_lookups_a_second_are_never_throttled(account: Account) -> None:
    for _ in range(40):
        account.lookup()


def test_a_burst_of_lookups_is_throttled_until_time_has_passed(account: Account) -> None:
    for _ in range(2):
        account.call("cloudtrail", "LookupEvents")
    assert account.refusal("cloudtrail", "LookupEvents") == "ThrottlingException"
    account.clock.advance(timedelta(seconds=0.5))
    account.call("cloudtrail", "LookupEvents")


def test_all_callers_of_an_account_share_its_lookups_in_a_region(account: Account) -> None:
    for key in ("AKIAONE", "AKIATWO"):
        account.call("cloudtrail", "LookupEvents", caller=Caller(access_key_id=key))
    with pytest.raises(Fault, match="Rate exceeded"):
        account.call("cloudtrail", "LookupEvents", caller=Caller(access_key_id="AKIATHREE"))
    account.cloud.sibling("eu-west-1").trail.admit(account.clock.monotonic())


def test_the_oldest_records_go_when_there_are_too_many(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "_MOST_RECORDS", 3)
    for ago in (5, 1, 4, 2, 3):
        account.cloud.trail.put(record(f"E{ago}", ago=ago))
    assert account.names() == ["E1", "E2", "E3"]


def test_large_records_make_older_ones_go(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trail, "_MOST_CHARACTERS", 2_000)
    for ago in range(10):
        account.cloud.trail.put(record(f"E{ago}", ago=ago, note="x" * 500))
    assert account.names() == ["E0", "E1"]


@pytest.mark.parametrize("missing", ["eventTime", "eventName"])
def test_a_record_without_time_or_name_is_refused(account: Account, missing: str) -> None:
    broken = {key: value for key, value in record().items() if key != missing}
    with pytest.raises(ValueError, match=missing):
        account.cloud.trail.put(broken)


@pytest.mark.parametrize("text", ["yesterday", "2026-11-25T16:00:00"])
def test_a_record_of_no_moment_is_refused(account: Account, text: str) -> None:
    with pytest.raises(ValueError, match=r"eventTime|isoformat"):
        account.cloud.trail.put(record() | {"eventTime": text})


@pytest.mark.parametrize(
    ("identity", "name"),
    [
        ({"type": "Root", "accountId": "1"}, "root"),
        ({"type": "AssumedRole", "principalId": "AROAX:i-0abc"}, "i-0abc"),
        ({"type": "AWSService", "invokedBy": "lambda.amazonaws.com"}, None),
        ("nonsense", None),
        (None, None),
    ],
)
def test_who_is_told_from_the_identity(
    account: Account, identity: object, name: str | None
) -> None:
    account.cloud.trail.put(record(userIdentity=identity))
    (row,) = account.lookup()["Events"]
    assert row.get("Username") == name


def test_resources_are_the_stated_ones_and_those_of_the_parameters(account: Account) -> None:
    account.cloud.trail.put(
        record(
            resources=[{"ARN": "arn:aws:s3:::b", "type": "AWS::S3::Bucket"}, "broken"],
            requestParameters={"bucketName": "b", "alarmNames": ["x", 7], "other": "y"},
        )
    )
    (row,) = account.lookup()["Events"]
    assert [(r["ResourceType"], r["ResourceName"]) for r in row["Resources"]] == [
        ("AWS::S3::Bucket", "arn:aws:s3:::b"),
        ("AWS::S3::Bucket", "b"),
        ("AWS::CloudWatch::Alarm", "x"),
    ]


def test_a_trail_is_made_started_stopped_and_taken_away(account: Account) -> None:
    arn = make_trail(account)["TrailARN"]
    for name in ("main-trail", arn):
        account.call("cloudtrail", "StartLogging", Name=name)
        assert account.call("cloudtrail", "GetTrailStatus", Name=name)["IsLogging"] is True
    account.call("cloudtrail", "StopLogging", Name="main-trail")
    status = account.call("cloudtrail", "GetTrailStatus", Name="main-trail")
    assert (status["IsLogging"], status["StopLoggingTime"]) == (False, NOW)
    (shown,) = account.call("cloudtrail", "DescribeTrails", trailNameList=["main-trail", "b"])[
        "trailList"
    ]
    assert (shown["TrailARN"], shown["HomeRegion"]) == (arn, "us-east-1")
    (listed,) = account.call("cloudtrail", "ListTrails")["Trails"]
    assert listed["Name"] == "main-trail"
    selectors = account.call("cloudtrail", "GetEventSelectors", TrailName=arn)["EventSelectors"]
    assert selectors[0]["IncludeManagementEvents"] is True
    account.call("cloudtrail", "DeleteTrail", Name=arn)
    assert account.refusal("cloudtrail", "GetTrailStatus", Name=arn) == "TrailNotFoundException"
    assert account.call("cloudtrail", "ListEventDataStores") == {"EventDataStores": []}


def test_trails_that_cannot_be_are_refused(account: Account) -> None:
    make_trail(account)
    again = {"Name": "main-trail", "S3BucketName": "bucket"}
    assert account.refusal("cloudtrail", "CreateTrail", **again) == "TrailAlreadyExistsException"
    bad = {"Name": "a b", "S3BucketName": "bucket"}
    assert account.refusal("cloudtrail", "CreateTrail", **bad) == "InvalidTrailNameException"
    arn = "arn:aws:s3:::bucket"
    assert account.refusal("cloudtrail", "StopLogging", Name=arn) == "CloudTrailARNInvalidException"
    for number in range(4):
        make_trail(account, f"trail-{number}")
    sixth = {"Name": "sixth", "S3BucketName": "bucket"}
    code = "MaximumNumberOfTrailsExceededException"
    assert account.refusal("cloudtrail", "CreateTrail", **sixth) == code
