"""The node that X-Ray would infer from a call to something that sends no segments."""

from awsobs.analysis.segments import Document, mapping_in, text_in
from awsobs.domain.service_graph import NodeKey
from awsobs.domain.traces import Segment, Subsegment

_RESOURCES = {
    "dynamodb": ("AWS::DynamoDB::Table", "table_name"),
    "sqs": ("AWS::SQS::Queue", "queue_url"),
    "sns": ("AWS::SNS", "topic_arn"),
    "s3": ("AWS::S3::Bucket", "bucket_name"),
    "lambda": ("AWS::Lambda", "function_name"),
}
_QUEUES = frozenset({"sqs", "sns", "events", "eventbridge"})


def inferred_key(call: Subsegment, account: str) -> NodeKey:
    """The node behind a call; `account` is the caller's, for calls that name none."""
    account = text_in(mapping_in(call.document, "aws"), "account_id") or account
    if call.namespace == "aws":
        return NodeKey(account, *_aws_resource(call.name, call.document))
    is_database = bool(text_in(mapping_in(call.document, "sql"), "database_type"))
    return NodeKey(account, call.name, "Database::SQL" if is_database else "remote")


def segment_key(segment: Segment, caller_account: str = "") -> NodeKey:
    """The node of a segment.

    X-Ray names the segments it infers for AWS services after the service, in its documents,
    and after the resource on its map; the map is followed, as two tables are two nodes.
    """
    if not segment.inferred:
        return NodeKey(segment.account, segment.name, segment.origin)
    name, kind = segment.name, segment.origin
    if _service(name) in _RESOURCES:
        name, told = _aws_resource(name, segment.document)
        kind = kind or told
    return NodeKey(segment.account or caller_account, name, kind)


def is_queue_call(call: Subsegment) -> bool:
    """Whether the call hands a message to something that delivers it later."""
    return call.namespace == "aws" and _service(call.name) in _QUEUES


def _aws_resource(name: str, document: Document) -> tuple[str, str]:
    """Name and type of what a call to an AWS service is about."""
    kind, field = _RESOURCES.get(_service(name), ("", ""))
    value = text_in(mapping_in(document, "aws"), field) if field else ""
    resource = _last_part(field, value)
    return (resource, kind) if resource else (name, f"AWS::{name}")


def _last_part(field: str, value: str) -> str:
    if field == "queue_url":
        return value.rstrip("/").rsplit("/", 1)[-1]
    return value.rsplit(":", 1)[-1] if field == "topic_arn" else value


def _service(name: str) -> str:
    """The name as the SDKs of all languages would agree on: `AmazonSQS`, `sqs` are `SQS`."""
    return name.lower().removeprefix("amazon").strip()
