"""The change that breaks the shop, the one before it, and the one that mends it."""

from collections.abc import Iterator
from typing import Any, Final

from awsobs.scenarios.checkout.identities import (
    ACCOUNT,
    Person,
    Role,
    access_key,
    role_arn,
    role_id,
    written,
)
from awsobs.scenarios.checkout.phases import Phases
from awsobs.scenarios.checkout.records import REGION, Deed
from awsobs.scenarios.draws import hex_id, uuid_of

CI_ADDRESS: Final = "203.0.113.9"
CLI: Final = (
    "aws-cli/2.31.3 md/awscrt#0.27.6 ua/2.1 os/linux#6.8.0-1019-aws md/arch#x86_64 "
    "lang/python#3.13.7 md/pyimpl#CPython cfg/retry-mode#standard"
)

_CI_USER: Final = Person("ci-deploy")
_LONG, _SHORT = 10, 2
_HOURS_BEFORE: Final = 2 * 3600.0
_SESSION: Final = 3600.0


def deploys(phases: Phases) -> Iterator[Deed]:
    """The changes of the function's timeout, each with how its author came to his rights."""
    before = phases.start - _HOURS_BEFORE
    yield from _by_ci(before - 21, before, _LONG, "1180")
    yield from _by_ci(phases.role_assumed, phases.deploy, _SHORT, "1181")
    yield _changed(phases.roll_back, Person("alice", mfa=True), "198.51.100.4", _LONG, "1182")


def ci_role(since: float) -> Role:
    """The role that the pipeline deploys with."""
    return Role("ci-deploy", "ci-deploy", since)


def _by_ci(assumed: float, changed: float, timeout: int, build: str) -> Iterator[Deed]:
    role = ci_role(assumed)
    yield assumption(assumed, _CI_USER, role, CI_ADDRESS)
    yield _changed(changed, role, CI_ADDRESS, timeout, build)


def assumption(at: float, who: Person, role: Role, address: str) -> Deed:
    """Somebody takes on a role; the key in the answer ties what follows to it."""
    return Deed(
        at=at,
        who=who,
        service="sts",
        name="AssumeRole",
        address=address,
        agent=CLI,
        request={
            "roleArn": role_arn(role.name),
            "roleSessionName": role.session,
            "durationSeconds": int(_SESSION),
        },
        response={
            "credentials": {
                "accessKeyId": access_key(role),
                "sessionToken": hex_id(f"token/{role.name}/{role.since}", 64),
                "expiration": written(role.since + _SESSION),
            },
            "assumedRoleUser": {
                "assumedRoleId": f"{role_id(role.name)}:{role.session}",
                "arn": f"arn:aws:sts::{ACCOUNT}:assumed-role/{role.name}/{role.session}",
            },
        },
        resources=(("AWS::IAM::Role", role_arn(role.name)),),
        reads=True,
    )


def _changed(at: float, who: Person | Role, address: str, timeout: int, build: str) -> Deed:
    return Deed(
        at=at,
        who=who,
        service="lambda",
        name="UpdateFunctionConfiguration",
        address=address,
        agent=CLI,
        request={"functionName": "payments", "timeout": timeout},
        response=_configuration(at, timeout, build),
    )


def _configuration(at: float, timeout: int, build: str) -> dict[str, Any]:
    return {
        "functionName": "payments",
        "functionArn": f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:payments",
        "runtime": "python3.13",
        "role": role_arn("payments-function"),
        "handler": "handler.handler",
        "codeSize": 4_812_377,
        "description": "charges cards",
        "timeout": timeout,
        "memorySize": 512,
        "lastModified": written(at).replace("Z", ".000+0000"),
        "codeSha256": hex_id(f"code/{build}", 64),
        "version": "$LATEST",
        "environment": {},
        "tracingConfig": {"mode": "Active"},
        "revisionId": uuid_of(f"revision/{at}/{timeout}"),
        "packageType": "Zip",
        "architectures": ["arm64"],
        "ephemeralStorage": {"size": 512},
        "loggingConfig": {"logFormat": "JSON", "logGroup": "/aws/lambda/payments"},
        "state": "Active",
        "lastUpdateStatus": "InProgress",
        "lastUpdateStatusReasonCode": "Creating",
    }
