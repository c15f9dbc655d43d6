"""What a type of service measures, where it logs, and how its callers' segments show it.

Namespaces, dimensions and metric names are those of AWS's own documentation of each service.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from awsobs.scenarios.gameday.plan import Service
from awsobs.scenarios.story import Metric

MEASURES: Final = ("requests", "faults", "throttles", "latency")

_FINE: Final = 10  # seconds of a value, so that an alarm need not wait for the minute


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """Metric names in the order of MEASURES; `field` is the resource's in a segment's `aws`.

    `client` is what an SDK calls the service; one that has it sends no segments of its own.
    """

    namespace: str
    dimension: str
    metrics: tuple[str, str, str, str]
    group: str = ""
    client: str = ""
    field: str = ""
    arn: str = ""
    latency_unit: str = "Milliseconds"


_KINDS: Final[Mapping[str, Kind]] = {
    "AWS::Lambda::Function": Kind(
        namespace="AWS/Lambda",
        dimension="FunctionName",
        metrics=("Invocations", "Errors", "Throttles", "Duration"),
        group="/aws/lambda/{name}",
        arn="lambda:{region}:{account}:function:{name}",
    ),
    "AWS::ApiGateway::Stage": Kind(
        namespace="AWS/ApiGateway",
        dimension="ApiName",
        metrics=("Count", "5XXError", "4XXError", "Latency"),
        group="/aws/apigateway/{name}",
        arn="apigateway:{region}::/restapis/{name}/stages/prod",
    ),
    "AWS::ECS::Container": Kind(
        namespace="AWS/ECS",
        dimension="ServiceName",
        metrics=("RequestCount", "RequestFaults", "RequestThrottles", "RequestLatency"),
        group="/ecs/{name}",
        arn="ecs:{region}:{account}:service/main/{name}",
    ),
    "AWS::DynamoDB::Table": Kind(
        namespace="AWS/DynamoDB",
        dimension="TableName",
        metrics=("RequestCount", "SystemErrors", "ThrottledRequests", "SuccessfulRequestLatency"),
        client="DynamoDB",
        field="table_name",
        arn="dynamodb:{region}:{account}:table/{name}",
    ),
    "AWS::S3::Bucket": Kind(
        namespace="AWS/S3",
        dimension="BucketName",
        metrics=("AllRequests", "5xxErrors", "4xxErrors", "FirstByteLatency"),
        client="S3",
        field="bucket_name",
        arn="s3:::{name}",
    ),
    "AWS::SQS::Queue": Kind(
        namespace="AWS/SQS",
        dimension="QueueName",
        metrics=("NumberOfMessagesSent", "SendErrors", "SendThrottles", "SendLatency"),
        client="SQS",
        field="queue_url",
        arn="sqs:{region}:{account}:{name}",
    ),
    "Database::SQL": Kind(
        namespace="AWS/RDS",
        dimension="DBInstanceIdentifier",
        metrics=("Queries", "ConnectionErrors", "ConnectionsRefused", "ReadLatency"),
        client="sql",
        latency_unit="Seconds",
        arn="rds:{region}:{account}:db:{name}",
    ),
}
_ANY_SERVICE: Final = Kind(
    namespace="AWS/Usage",
    dimension="Service",
    metrics=("CallCount", "FailedCalls", "ThrottleCount", "CallLatency"),
    client="{name}",
    arn="{lower}:{region}:{account}:{name}",
)
_ANY_PROGRAM: Final = Kind(
    namespace="App",
    dimension="Service",
    metrics=("Requests", "Faults", "Throttles", "Latency"),
    group="/app/{name}",
)


def kind_of(service: Service) -> Kind:
    """What is known of its type. `AWS::KMS` and the like are services that are called."""
    known = _KINDS.get(service.type)
    if known is not None:
        return known
    return _ANY_SERVICE if service.type.count("::") == 1 else _ANY_PROGRAM


def is_traced(service: Service) -> bool:
    """Whether it sends segments and writes lines."""
    return not kind_of(service).client


def group_of(service: Service) -> str:
    """Where it logs."""
    return service.group or kind_of(service).group.format(name=service.name)


def metric_of(service: Service, measure: str) -> Metric:
    """Its metric for a measure."""
    kind = kind_of(service)
    name = kind.metrics[MEASURES.index(measure)]
    unit = kind.latency_unit if measure == "latency" else "Count"
    return Metric(kind.namespace, name, ((kind.dimension, service.name),), unit, _FINE)
