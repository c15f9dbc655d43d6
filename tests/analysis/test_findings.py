"""Findings in the trail: rules over records, bursts, own things, folding and suppressions."""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from awsobs.analysis.findings.detector import Detector
from awsobs.analysis.findings.facts import exposed_ports
from awsobs.analysis.findings.policies import allows_everything, is_public, outside_accounts
from awsobs.analysis.findings.rule_sets import RuleSet, own_rules, rules_in
from awsobs.domain.findings import Finding, Suppression

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
ME = "111111111111"
RULE = """
title: Thing removed
name: thing-removed
level: high
tags: [attack.t1485, attack.impact]
logsource: {product: aws, service: cloudtrail}
detection: {gone: {eventName: DeleteThing}, condition: gone}
awsobs: {why: It is gone., next: [Look for it], own: {field: requestParameters.name}}
"""


def record(name: str = "DeleteThing", second: float = 0, **more: Any) -> dict[str, Any]:
    whole: dict[str, Any] = {
        "eventID": f"{name}-{second}",
        "eventTime": (NOON + timedelta(seconds=second)).isoformat().replace("+00:00", "Z"),
        "eventName": name,
        "eventSource": "things.amazonaws.com",
        "sourceIPAddress": "198.51.100.7",
        "awsRegion": "us-east-1",
        "userAgent": "aws-cli/2.1 Python/3.11",
        "recipientAccountId": ME,
        "userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{ME}:user/ann", "accountId": ME},
        "requestParameters": {"name": "thing-1"},
    }
    return {**whole, **more}


def found(
    records: Iterable[Mapping[str, Any]], rules: RuleSet | None = None, *hushed: Suppression
) -> tuple[Finding, ...]:
    detector = Detector(rules or rules_in([("rule.yml", RULE)]), hushed)
    for one in records:
        detector.add(one)
    return detector.findings()


def ids_of(records: Iterable[Mapping[str, Any]]) -> list[str]:
    return [finding.rule for finding in found(records, own_rules())]


def test_a_finding_says_who_what_where_when_why_and_what_next() -> None:
    (finding,) = found([record()])
    assert (finding.who, finding.what, finding.where) == ("ann", "DeleteThing", "198.51.100.7")
    assert (finding.first, finding.severity, finding.techniques) == (NOON, "high", ("T1485",))
    assert (finding.why, finding.next_steps) == ("It is gone.", ("Look for it",))
    assert (finding.resources, finding.account) == (("thing-1",), ME)


def test_hits_of_one_principal_are_folded_until_an_hour_goes_by_without_one() -> None:
    first, second = sorted(
        found([record(second=s) for s in (8_001, 0, 30, 60, 8_000)]), key=lambda f: f.first
    )
    assert first.event_ids == ("DeleteThing-0", "DeleteThing-30", "DeleteThing-60")
    assert second.count == 2


def test_principals_are_folded_apart() -> None:
    other = {"type": "IAMUser", "arn": f"arn:aws:iam::{ME}:user/bob"}
    findings = found([record(), record(second=1, userIdentity=other)])
    assert {finding.who for finding in findings} == {"ann", "bob"}


def test_a_record_that_is_delivered_twice_is_one_hit() -> None:
    (finding,) = found([record(), record()])
    assert finding.count == 1


def test_records_of_one_id_that_say_different_things_are_several() -> None:
    twins = [record(requestParameters={"name": name}, eventID="1") for name in ("a", "b")]
    (finding,) = found(twins)
    assert finding.count == 2


def test_who_tears_down_what_it_has_made_is_not_told_of() -> None:
    made = record("CreateThing", -60)
    assert found([made, record()]) == ()
    assert found([record(), made]) == ()  # pages come newest first


def test_what_is_told_is_taken_back_when_its_making_is_seen() -> None:
    detector = Detector(rules_in([("rule.yml", RULE)]))
    detector.add(record())
    assert len(detector.findings()) == 1
    detector.add(record("CreateThing", -60))
    assert detector.findings() == ()


@pytest.mark.parametrize(
    ("made", "done_to", "is_own"),
    [
        ("main", f"arn:aws:cloudtrail:us-east-1:{ME}:trail/main", True),
        (f"arn:aws:secretsmanager:us-east-1:{ME}:secret:a/b", "a/b", True),
        (f"arn:aws:secretsmanager:us-east-1:{ME}:secret:mine", "secret", False),
        (
            f"arn:aws:secretsmanager:us-east-1:{ME}:secret:mine",
            f"arn:aws:secretsmanager:us-east-1:{ME}:secret:theirs",
            False,
        ),
        ("/staging/password", "/prod/password", False),
    ],
)
def test_a_thing_is_one_s_own_by_its_whole_name(made: str, done_to: str, is_own: bool) -> None:
    before = record("CreateThing", -60, requestParameters={"any": {"where": [made]}})
    told = found([before, record(requestParameters={"name": done_to})])
    assert (told == ()) is is_own


@pytest.mark.parametrize(
    "change",
    [
        {"userAgent": "stolen-key-tool/1.0"},
        {"requestParameters": {"name": "thing-2"}},
        {"eventTime": "2026-02-20T12:00:00Z"},
        {"errorCode": "AccessDenied"},
        {"userIdentity": {"type": "IAMUser", "arn": f"arn:aws:iam::{ME}:user/bob"}},
    ],
)
def test_what_somebody_else_made_another_way_or_long_ago_is_told(change: dict[str, Any]) -> None:
    assert len(found([record("CreateThing", -60, **change), record()])) == 1


def test_versions_and_run_ids_do_not_make_another_client() -> None:
    made = record("CreateThing", -60, userAgent="aws-cli/2.9 Python/3.12 run/77")
    assert found([made, record(userAgent="[aws-cli/2.1 Python/3.11 run/78]")]) == ()


def test_a_broken_record_is_counted_and_ends_nothing() -> None:
    detector = Detector(rules_in([("rule.yml", RULE)]))
    for moment in (None, "once", 5):
        detector.add(record(eventTime=moment))
    detector.add({})
    detector.add(record(userIdentity=None, sourceIPAddress=None, requestParameters=7))
    assert (detector.broken, len(detector.findings()), detector.records) == (3, 1, 5)


def test_what_comes_from_outside_is_fit_to_be_shown() -> None:
    secret = "AKIAIOSFODNN7EXAMPLE:wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
    (finding,) = found([record(eventID="a\x1b[31mb", requestParameters={"name": secret})])
    assert "\x1b" not in finding.event_id
    assert "wJalrXUtnFEMI" not in repr(finding)


def test_hits_beyond_the_limit_are_dropped_oldest_first_and_counted() -> None:
    detector = Detector(rules_in([("rule.yml", RULE)]), most_hits=100)
    for second in range(150):
        detector.add(record(second=second))
    (finding,) = detector.findings()
    assert detector.forgotten + finding.count == 150
    assert finding.last == NOON + timedelta(seconds=149)


BURST = """
title: call
name: call
logsource: {product: aws}
detection: {s: {eventName: [A, B, C, D]}, condition: s}
---
title: burst
level: medium
correlation:
  type: TYPE
  rules: [call]
  group-by: [userIdentity.arn]
  timespan: 1m
  condition: CONDITION
"""


def burst(kind: str, condition: str) -> RuleSet:
    rules = rules_in([("b.yml", BURST.replace("TYPE", kind).replace("CONDITION", condition))])
    assert rules.skipped == ()
    return rules


def test_as_many_hits_as_a_rule_counts_are_one_finding_only_inside_its_time() -> None:
    rules = burst("event_count", "{gte: 3}")
    assert found([record("A", s) for s in (0, 40, 80, 120)], rules) == ()
    (finding,) = found([record("A", s) for s in (0, 30, 60, 90, 600)], rules)
    assert finding.count == 4


def test_values_are_counted_once_each() -> None:
    rules = burst("value_count", "{gte: 3, field: eventName}")
    assert found([record("AB"[n % 2], n) for n in range(20)], rules) == ()
    (finding,) = found([record("ABC"[n % 3], n) for n in range(20)], rules)
    assert (finding.calls, finding.count) == (("A", "B", "C"), 20)


def test_who_is_not_known_is_nobody_s_burst() -> None:
    rules = burst("event_count", "{gte: 3}")
    assert found([record("A", s, userIdentity={}) for s in range(9)], rules) == ()


@pytest.mark.parametrize(("kind", "expected"), [("temporal", 2), ("temporal_ordered", 1)])
def test_a_sequence_wants_all_its_rules_and_an_ordered_one_their_order(
    kind: str, expected: int
) -> None:
    one = (
        "title: X\nname: X\nlogsource: {product: aws}\ndetection: {s: {eventName: X}, condition: s}"
    )
    both = f"title: t\ncorrelation: {{type: {kind}, rules: [A, B], group-by: [who], timespan: 1m}}"
    text = "\n---\n".join([one.replace("X", "A"), one.replace("X", "B"), both])
    rules = rules_in([("t.yml", text)])
    groups = [
        [record("A", 0, who="1"), record("B", 5, who="1")],
        [record("B", 0.5, who="2"), record("A", 5.5, who="2")],
        [record("A", 1, who="3"), record("B", 90, who="3")],
        [record("A", 2, who="4"), record("A", 3, who="4")],
    ]
    assert sum(len(found(group, rules)) for group in groups) == expected


def test_what_the_user_hushes_keeps_its_reason() -> None:
    hush = Suppression(rule="thing-*", principal="ANN", reason="drill")
    (finding,) = found([record()], None, hush)
    assert finding.hushed == "drill"


@pytest.mark.parametrize(
    "hush",
    [
        Suppression(rule="other", reason="r"),
        Suppression(rule="", principal="bob", reason="r"),
        Suppression(rule="", resource="thing-2", reason="r"),
        Suppression(rule="thing-removed", until=NOON - timedelta(days=1), reason="r"),
    ],
)
def test_a_suppression_hushes_no_more_than_it_says(hush: Suppression) -> None:
    (finding,) = found([record()], None, hush)
    assert finding.hushed == ""


def test_a_broken_rule_is_named_and_the_others_run() -> None:
    broken = "title: Bad one\nlogsource: {product: aws}\ndetection: {condition: x}"
    foreign = "title: w\nlogsource: {product: windows}\ndetection: {s: {a: b}, condition: s}"
    lost = "title: c\ncorrelation: {type: temporal, rules: [nowhere], timespan: 1m}"
    rules = rules_in([("a", broken), ("b", RULE), ("c", foreign), ("d", "["), ("e", lost)])
    assert len(rules.rules) == 1
    assert rules.for_other_logs == 1
    assert {skipped.file for skipped in rules.skipped} == {"a", "d", "c"}
    assert "Bad one" in next(s.why for s in rules.skipped if s.file == "a")


# --- our own rules ---------------------------------------------------------------------------


def test_every_rule_of_ours_is_read_and_says_what_a_reader_needs() -> None:
    rules = own_rules()
    assert rules.skipped == ()
    bases = {name for one in rules.correlations for name in one.rules}
    told = [rule.heading for rule in rules.rules if rule.heading.name not in bases]
    told += [one.heading for one in rules.correlations]
    names = [heading.name for heading in told]
    assert len(set(names)) == len(names) >= 45
    for heading in told:
        assert heading.name
        assert heading.extras.get("why"), heading.name
        assert heading.extras.get("next"), heading.name


def policy(**statement: Any) -> dict[str, Any]:
    whole = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "*", **statement}
    return {"requestParameters": {"bucketPolicy": {"Statement": [whole]}}, "recipientAccountId": ME}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ({"Principal": "*"}, True),
        ({"Principal": {"AWS": ["*"]}}, True),
        ({"Principal": "*", "Effect": "Deny"}, False),
        ({"Principal": {"AWS": f"arn:aws:iam::{ME}:root"}}, False),
        ({"Principal": "*", "Condition": {"StringEquals": {"aws:PrincipalOrgID": "o-1"}}}, False),
        ({"Principal": "*", "Condition": {"Bool": {"aws:SecureTransport": "true"}}}, True),
        ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "10.0.0.0/8"}}}, False),
        ({"Principal": "*", "Condition": {"IpAddress": {"aws:SourceIp": "0.0.0.0/0"}}}, True),
    ],
)
def test_a_policy_is_public_when_nothing_limits_everybody(
    statement: dict[str, Any], expected: bool
) -> None:
    assert is_public(policy(**statement)) is expected


def test_a_policy_inside_a_text_is_read_too() -> None:
    document = json.dumps({"Statement": {"Effect": "Allow", "Action": "*", "Resource": "*"}})
    request = {"requestParameters": {"policyDocument": document}}
    assert allows_everything(request)
    assert not allows_everything({"requestParameters": {"policyDocument": "{broken Statement"}})


def test_accounts_outside_are_those_that_are_not_the_policy_s_own() -> None:
    who = {"AWS": [f"arn:aws:iam::{ME}:root", "arn:aws:iam::222222222222:root", "333333333333"]}
    assert outside_accounts(policy(Principal=who)) == ("222222222222", "333333333333")
    assert outside_accounts(policy(Principal=who, Action="s3:PutObject")) == ()


@pytest.mark.parametrize(
    ("request_parameters", "expected"),
    [
        ({"cidrIp": "9.9.9.9/0", "fromPort": 22, "toPort": 22, "ipProtocol": "tcp"}, ("22",)),
        ({"cidrIp": "0.0.0.0/0", "fromPort": 443, "toPort": 443, "ipProtocol": "tcp"}, ()),
        ({"cidrIp": "10.0.0.0/8", "fromPort": 22, "toPort": 22, "ipProtocol": "tcp"}, ()),
        ({"cidrIp": "0.0.0.0/0", "ipProtocol": "-1"}, ("all ports",)),
        ({"cidrIp": "0.0.0.0/0", "fromPort": 0, "toPort": 99, "ipProtocol": "tcp"}, ("0-99",)),
        (
            {
                "ipPermissions": {
                    "items": [
                        {
                            "ipProtocol": "tcp",
                            "fromPort": 3389,
                            "toPort": 3389,
                            "ipv6Ranges": {"items": [{"cidrIpv6": "::/0"}]},
                        }
                    ]
                }
            },
            ("3389",),
        ),
    ],
)
def test_ports_are_exposed_when_every_address_may_come(
    request_parameters: dict[str, Any], expected: tuple[str, ...]
) -> None:
    assert exposed_ports({"requestParameters": request_parameters}) == expected


def iam(name: str, second: float = 0, **request: Any) -> dict[str, Any]:
    return record(name, second, eventSource="iam.amazonaws.com", requestParameters=request)


def test_a_password_for_oneself_or_for_a_new_user_is_no_finding() -> None:
    mine = iam("UpdateLoginProfile", userName="ann")
    mine["userIdentity"]["userName"] = "ann"
    assert ids_of([mine]) == []
    made = [iam("CreateUser", userName="bob"), iam("CreateLoginProfile", 1, userName="bob")]
    assert ids_of(made) == []
    assert ids_of([iam("CreateLoginProfile", userName="bob")]) == ["password-for-another"]


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        ({"name": "LeaveOrganization", "eventSource": "organizations.amazonaws.com"}, "critical"),
        ({"name": "StopLogging", "eventSource": "cloudtrail.amazonaws.com"}, "high"),
        (
            {
                "name": "ConsoleLogin",
                "eventSource": "signin.amazonaws.com",
                "additionalEventData": {"MFAUsed": "No"},
                "responseElements": {"ConsoleLogin": "Success"},
            },
            "medium",
        ),
        (
            {
                "name": "ModifyImageAttribute",
                "eventSource": "ec2.amazonaws.com",
                "requestParameters": {
                    "launchPermission": {"add": {"items": [{"userId": "222222222222"}]}}
                },
            },
            "high",
        ),
    ],
)
def test_ours_know_what_is_grave(event: dict[str, Any], expected: str) -> None:
    (finding,) = found([record(**event)], own_rules())
    assert finding.severity == expected


def test_an_instance_s_key_from_two_addresses_is_told_and_from_one_not() -> None:
    arn = f"arn:aws:sts::{ME}:assumed-role/web/i-0123456789abcdef0"
    who = {"type": "AssumedRole", "arn": arn, "accessKeyId": "ASIAX"}
    calls = [record("DescribeThings", s, userIdentity=who) for s in (0, 60)]
    assert ids_of(calls) == []
    elsewhere = record("DescribeThings", 90, userIdentity=who, sourceIPAddress="203.0.113.9")
    assert ids_of([*calls, elsewhere]) == ["instance-credentials-elsewhere"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["type", "arn", "add", "items", "Statement", "Principal", "ipProtocol"])
            | st.text(max_size=8),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)
NAMES = sorted(name for rule in own_rules().rules for name in rule.selection.names or ())


@settings(max_examples=300, deadline=None)
@given(
    name=st.sampled_from(NAMES) | JSON,
    parts=st.dictionaries(st.sampled_from(sorted(record())), JSON, max_size=6),
)
def test_no_record_whatever_it_holds_ends_the_run(name: object, parts: dict[str, Any]) -> None:
    detector = Detector(own_rules())
    detector.add({**record(), "eventName": name, **parts})
    detector.add(record("StopLogging", eventSource="cloudtrail.amazonaws.com"))
    assert "trail-off" in [finding.rule for finding in detector.findings()]


_OF_ORGANIZATIONS = {"eventSource": "organizations.amazonaws.com"}


def test_nesting_without_a_bottom_ends_nothing() -> None:
    pit: Any = "x"
    for _ in range(900):
        pit = {"items": [pit]}
    fields = ("userIdentity", "requestParameters", "responseElements", "resources", "errorCode")
    detector = Detector(own_rules())
    for second, field in enumerate(fields):
        for name in ("AuthorizeSecurityGroupIngress", "PutBucketPolicy", "CreateUser"):
            detector.add(record(name, **{field: pit}))
        detector.add(record("LeaveOrganization", second, **_OF_ORGANIZATIONS, **{field: pit}))
    assert detector.records == 20
    (finding,) = detector.findings()
    assert finding.count + detector.broken == 5
