"""Which resources a CloudTrail record is about, told from its parameters."""

from collections.abc import Iterator, Mapping
from typing import Any, cast

_MOST = 20

_TYPES: Mapping[str, str] = {
    "alarmName": "AWS::CloudWatch::Alarm",
    "alarmNames": "AWS::CloudWatch::Alarm",
    "bucketName": "AWS::S3::Bucket",
    "dBInstanceIdentifier": "AWS::RDS::DBInstance",
    "dashboardName": "AWS::CloudWatch::Dashboard",
    "dashboardNames": "AWS::CloudWatch::Dashboard",
    "eventBusName": "AWS::Events::EventBus",
    "functionName": "AWS::Lambda::Function",
    "groupId": "AWS::EC2::SecurityGroup",
    "groupName": "AWS::IAM::Group",
    "instanceId": "AWS::EC2::Instance",
    "keyId": "AWS::KMS::Key",
    "logGroupName": "AWS::Logs::LogGroup",
    "logStreamName": "AWS::Logs::LogStream",
    "policyArn": "AWS::IAM::Policy",
    "queueUrl": "AWS::SQS::Queue",
    "roleArn": "AWS::IAM::Role",
    "roleName": "AWS::IAM::Role",
    "secretId": "AWS::SecretsManager::Secret",
    "stackName": "AWS::CloudFormation::Stack",
    "tableName": "AWS::DynamoDB::Table",
    "topicArn": "AWS::SNS::Topic",
    "trailName": "AWS::CloudTrail::Trail",
    "userName": "AWS::IAM::User",
}
# What a bare `name` is, by the service that was asked and the last word of the operation.
_NAMED: Mapping[tuple[str, str], str] = {
    ("cloudtrail.amazonaws.com", "Trail"): "AWS::CloudTrail::Trail",
    ("cloudtrail.amazonaws.com", "Logging"): "AWS::CloudTrail::Trail",
    ("events.amazonaws.com", "Rule"): "AWS::Events::Rule",
    ("events.amazonaws.com", "Bus"): "AWS::Events::EventBus",
}


def resource_rows(record: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rows that LookupEvents shows under Resources, each once."""
    rows: dict[tuple[str, str], None] = {}
    for kind, name in (*_stated(record), *_from_parameters(record)):
        if len(rows) < _MOST:
            rows[kind, name] = None
    return [{"ResourceType": kind, "ResourceName": name} for kind, name in rows]


def _stated(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for resource in _mappings(record.get("resources")):
        name = resource.get("ARN") or resource.get("arn")
        if isinstance(name, str):
            yield str(resource.get("type", "")), name


def _from_parameters(record: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    parameters = record.get("requestParameters")
    if not isinstance(parameters, Mapping):
        return
    given = cast("Mapping[str, object]", parameters)
    for member, value in given.items():
        kind = _TYPES.get(member) or (_named(record) if member == "name" else "")
        names = cast("list[object]", value) if isinstance(value, list) else [value]
        for name in names if kind else ():
            if isinstance(name, str) and name:
                yield kind, name


def _named(record: Mapping[str, Any]) -> str:
    source, operation = str(record.get("eventSource")), str(record.get("eventName"))
    return next(
        (
            kind
            for (service, word), kind in _NAMED.items()
            if service == source and operation.endswith(word)
        ),
        "",
    )


def _mappings(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, list):
        for item in cast("list[object]", value):
            if isinstance(item, Mapping):
                yield cast("Mapping[str, object]", item)
