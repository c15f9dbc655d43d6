import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from awsobs.analysis.trail_chains import chain_of, permission_set_of, same_elsewhere
from awsobs.analysis.trail_past import Parameter, past_of
from awsobs.analysis.trail_records import event_of
from awsobs.domain.trail import TrailEvent

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


def event(minute: int, name: str = "UpdateFunctionConfiguration", **more: Any) -> TrailEvent:
    moment = NOON + timedelta(minutes=minute)
    return event_of(
        {
            "eventID": f"{minute}-{name}",
            "eventTime": moment.isoformat(),
            "eventName": name,
            "eventSource": "lambda.amazonaws.com",
            "userIdentity": {"type": "IAMUser", "userName": "ci", "accessKeyId": key("A", 1)},
            **more,
        }
    )


def key(kind: str, number: int) -> str:
    return f"{kind}KIA{number:016}" if kind == "A" else f"ASIA{number:016}"


def session(user: str, key_id: str) -> dict[str, Any]:
    return {"userIdentity": {"type": "IAMUser", "userName": user, "accessKeyId": key_id}}


def hands_out(key_id: str) -> dict[str, Any]:
    return {"responseElements": {"credentials": {"accessKeyId": key_id}}}


def configured(minute: int, **parameters: Any) -> TrailEvent:
    return event(minute, requestParameters={"functionName": "payments", **parameters})


def test_what_changed_stands_before_what_stayed_the_same() -> None:
    before = configured(0, timeout=10, memorySize=1024)
    after = configured(5, timeout=2, memorySize=1024)
    past = past_of(after, [after, before])
    assert past.compared is before
    assert past.parameters == (
        Parameter(path="timeout", before="10", after="2", is_changed=True),
        Parameter(path="memorySize", before="1024", after="1024", is_changed=False),
    )
    assert (past.writes, past.first, past.by_same) == (2, before, 2)


def test_without_a_call_before_nothing_is_called_a_change() -> None:
    only = configured(5, timeout=2)
    past = past_of(only, [only])
    assert past.compared is None
    assert past.parameters == (Parameter(path="timeout", before=None, after="2", is_changed=False),)


def test_a_policy_differs_by_what_its_statements_say() -> None:
    def put(minute: int, principal: str) -> TrailEvent:
        text = json.dumps({"Statement": [{"Effect": "Allow", "Principal": principal}]})
        return event(
            minute, "PutBucketPolicy", requestParameters={"bucketName": "b1", "policy": text}
        )

    old, new = put(0, "arn:aws:iam::123456789012:root"), put(1, "*")
    changed = [one for one in past_of(new, [new, old]).parameters if one.is_changed]
    assert [(one.path, one.after) for one in changed] == [("policy.Statement[0].Principal", "*")]


def test_a_chain_of_roles_leads_back_to_who_took_the_first() -> None:
    first = event(0, "AssumeRole", **session("github", key("A", 1)), **hands_out(key("S", 2)))
    second = event(1, "AssumeRole", **session("build", key("S", 2)), **hands_out(key("S", 3)))
    done = event(2, **session("deploy", key("S", 3)))
    assert chain_of(done, [done, second, first]) == (second, first)


def test_a_key_that_is_issued_later_or_in_a_circle_stands_behind_nothing() -> None:
    done = event(0, **session("deploy", key("S", 3)))
    later = event(5, "AssumeRole", **hands_out(key("S", 3)))
    assert chain_of(done, [later, done]) == ()
    circle = [
        event(0, f"AssumeRole{n}", **session("a", key("S", n)), **hands_out(key("S", 1 - n)))
        for n in (0, 1)
    ]
    assert len(chain_of(circle[0], circle)) == 1


def test_the_same_call_in_two_accounts_is_known_by_its_shared_id() -> None:
    here, there = (event(n, "AssumeRole", sharedEventID="s-1") for n in (0, 1))
    assert same_elsewhere(here, [there, here, event(2)]) == (there,)
    assert same_elsewhere(event(2), [event(2), here]) == ()


@pytest.mark.parametrize(
    ("role", "permission_set"),
    [("AWSReservedSSO_Power_User_0123456789abcdef", "Power_User"), ("deployer", ""), (7, "")],
)
def test_a_session_of_identity_center_tells_its_permission_set(
    role: object, permission_set: str
) -> None:
    identity = {"type": "AssumedRole", "sessionContext": {"sessionIssuer": {"userName": role}}}
    assert permission_set_of(event(0, userIdentity=identity)) == permission_set


@pytest.mark.parametrize("broken", [None, "x", [1], {"credentials": 4}, {"accessKey": {}}])
def test_broken_replies_issue_nothing(broken: object) -> None:
    one = event(0, "AssumeRole", responseElements=broken, userIdentity=None)
    assert chain_of(one, [one]) == ()
    assert past_of(one, [one]).parameters == ()
