"""What else people did in the hours before: most of it harmless, two deeds not."""

from collections.abc import Iterator
from typing import Any, Final

from awsobs.scenarios.checkout.alarms import TOPIC
from awsobs.scenarios.checkout.deploys import CI_ADDRESS, CLI, assumption, ci_role
from awsobs.scenarios.checkout.identities import ACCOUNT, Person, Role
from awsobs.scenarios.checkout.records import REGION, Deed
from awsobs.scenarios.draws import hex_id, uuid_of

_MINUTE: Final = 60.0
_OFFICE: Final = "198.51.100.4"
_ELSEWHERE: Final = "192.0.2.77"
_BROWSER: Final = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
_TERRAFORM: Final = "APN/1.0 HashiCorp/1.0 Terraform/1.13.5 aws-sdk-go-v2/1.39.4 os/linux"
_BOTO: Final = "Boto3/1.40.61 md/Botocore#1.40.61 ua/2.1 os/linux lang/python#3.13.7"

_ALICE: Final = Person("alice", mfa=True)
_BOB: Final = Person("bob")
_BACKUP: Final = Person("backup")
_TRAIL: Final = f"arn:aws:cloudtrail:{REGION}:{ACCOUNT}:trail/org-trail"


def side_plots(start: float) -> Iterator[Deed]:
    """Deeds before the start, in no order."""
    yield _root_login(start - 10 * _MINUTE)
    yield _refused_stop(start - 28 * _MINUTE)
    yield _alarm_put(start - 9 * _MINUTE - 58)
    yield _service_updated(start - 19 * _MINUTE)
    yield _policy_put(start - 38 * _MINUTE)
    yield _database_modified(start - 42 * _MINUTE)
    yield from _backups(start)
    yield _release_put(start - 61 * _MINUTE)
    yield from _looks(start)


def _root_login(at: float) -> Deed:
    return Deed(
        at=at,
        who=Person("root"),
        service="signin",
        name="ConsoleLogin",
        address=_ELSEWHERE,
        agent=_BROWSER,
        response={"ConsoleLogin": "Success"},
        more={
            "eventType": "AwsConsoleSignIn",
            "additionalEventData": {
                "LoginTo": "https://console.aws.amazon.com/console/home",
                "MobileVersion": "No",
                "MFAUsed": "No",
            },
        },
    )


def _refused_stop(at: float) -> Deed:
    told = (
        f"User: arn:aws:iam::{ACCOUNT}:user/bob is not authorized to perform: "
        f"cloudtrail:StopLogging on resource: {_TRAIL} with an explicit deny in a service "
        "control policy"
    )
    return Deed(
        at=at,
        who=_BOB,
        service="cloudtrail",
        name="StopLogging",
        address=_ELSEWHERE,
        agent=_BOTO,
        request={"name": _TRAIL},
        more={"errorCode": "AccessDenied", "errorMessage": told},
    )


def _alarm_put(at: float) -> Deed:
    return Deed(
        at=at,
        who=_ALICE,
        service="monitoring",
        name="PutMetricAlarm",
        address=_OFFICE,
        agent=_TERRAFORM,
        request={
            "alarmName": "payments-p99-latency",
            "namespace": "AWS/Lambda",
            "metricName": "Duration",
            "dimensions": [{"name": "FunctionName", "value": "payments"}],
            "extendedStatistic": "p99",
            "period": 10,
            "evaluationPeriods": 1,
            "threshold": 800,
            "comparisonOperator": "GreaterThanThreshold",
            "alarmActions": [TOPIC],
        },
    )


def _service_updated(at: float) -> Deed:
    service = f"arn:aws:ecs:{REGION}:{ACCOUNT}:service/shop/web"
    task = f"arn:aws:ecs:{REGION}:{ACCOUNT}:task-definition/web"
    return Deed(
        at=at,
        who=ci_role(at - 40),
        service="ecs",
        name="UpdateService",
        address=CI_ADDRESS,
        agent=CLI,
        request={"cluster": "shop", "service": "web", "taskDefinition": "web:88"},
        response={
            "service": {
                "serviceArn": service,
                "serviceName": "web",
                "status": "ACTIVE",
                "desiredCount": 4,
                "runningCount": 4,
                "taskDefinition": f"{task}:88",
                "deployments": [
                    {"status": "PRIMARY", "taskDefinition": f"{task}:88", "desiredCount": 4},
                    {"status": "ACTIVE", "taskDefinition": f"{task}:87", "desiredCount": 4},
                ],
            }
        },
    )


def _policy_put(at: float) -> Deed:
    policy = (
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:GetObject",'
        '"Resource":"arn:aws:s3:::reports/*"}]}'
    )
    return Deed(
        at=at,
        who=_ALICE,
        service="iam",
        name="PutRolePolicy",
        address=_OFFICE,
        agent=_TERRAFORM,
        request={
            "roleName": "nightly-report",
            "policyName": "read-reports",
            "policyDocument": policy,
        },
    )


def _database_modified(at: float) -> Deed:
    return Deed(
        at=at,
        who=_ALICE,
        service="rds",
        name="ModifyDBInstance",
        address=_OFFICE,
        agent=_TERRAFORM,
        request={
            "dBInstanceIdentifier": "carts",
            "backupRetentionPeriod": 14,
            "applyImmediately": False,
            "allowMajorVersionUpgrade": False,
        },
        response={
            "dBInstanceIdentifier": "carts",
            "dBInstanceArn": f"arn:aws:rds:{REGION}:{ACCOUNT}:db:carts",
            "dBInstanceClass": "db.r7g.large",
            "dBInstanceStatus": "available",
            "engine": "postgres",
            "engineVersion": "17.4",
            "multiAZ": True,
            "backupRetentionPeriod": 7,
            "pendingModifiedValues": {"backupRetentionPeriod": 14},
        },
    )


def _backups(start: float) -> Iterator[Deed]:
    first, second = start - 69 * _MINUTE - 21, start - 53 * _MINUTE
    snapped = Role("backup", "backup", first)
    yield assumption(first, _BACKUP, snapped, _OFFICE)
    yield _snapshot(first + 9, snapped)
    yield assumption(second, _BACKUP, Role("backup", "backup", second), _OFFICE)


def _snapshot(at: float, role: Role) -> Deed:
    volume = "vol-" + hex_id("volume/search")[:17]
    described = {
        "snapshotId": "snap-" + hex_id(f"snapshot/{at}")[:17],
        "volumeId": volume,
        "status": "pending",
        "startTime": int(at * 1000),
        "ownerId": ACCOUNT,
        "volumeSize": "200",
        "description": "hourly",
        "encrypted": True,
    }
    return Deed(
        at=at,
        who=role,
        service="ec2",
        name="CreateSnapshot",
        address=_OFFICE,
        agent=_BOTO,
        request={"volumeId": volume, "description": "hourly"},
        response={"requestId": uuid_of(f"snapshot/{at}"), **described},
    )


def _release_put(at: float) -> Deed:
    """The release's upload: told as a management event, or the event history would hide it."""
    return Deed(
        at=at,
        who=ci_role(at - 33),
        service="s3",
        name="PutObject",
        address=CI_ADDRESS,
        agent=f"[{CLI}]",
        request={
            "bucketName": "releases",
            "Host": f"releases.s3.{REGION}.amazonaws.com",
            "key": "payments/1181.zip",
        },
        response={"x-amz-server-side-encryption": "AES256", "ETag": hex_id("release/1181", 32)},
        resources=(
            ("AWS::S3::Object", "arn:aws:s3:::releases/payments/1181.zip"),
            ("AWS::S3::Bucket", "arn:aws:s3:::releases"),
        ),
    )


def _looks(start: float) -> Iterator[Deed]:
    """People and tools also look at things; a trail has more of that than of anything else."""
    grafana = Role("grafana", "grafana", start - 110 * _MINUTE)
    yield assumption(grafana.since, Person("grafana"), grafana, "10.20.4.17")
    for number in range(14):
        at = start - 108 * _MINUTE + number * 470
        yield _look(at, grafana, "10.20.4.17", "monitoring", "DescribeAlarms", {"maxRecords": 100})
    request: dict[str, Any] = {"roleName": "nightly-report"}
    yield _look(start - 38.5 * _MINUTE, _ALICE, _OFFICE, "iam", "GetRole", request)
    request = {"trailNameList": [], "includeShadowTrails": True}
    yield _look(start - 28.4 * _MINUTE, _BOB, _ELSEWHERE, "cloudtrail", "DescribeTrails", request)


def _look(
    at: float, who: Person | Role, address: str, service: str, name: str, request: dict[str, Any]
) -> Deed:
    return Deed(
        at=at,
        who=who,
        service=service,
        name=name,
        address=address,
        agent=_BOTO,
        request=request,
        reads=True,
    )
