"""How the parameters of a call are written into a record."""

from collections.abc import Iterator
from datetime import UTC, datetime

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

from awsobs.domain.clock import FrozenClock
from awsobs.local.cloud import OPERATIONS, Cloud
from awsobs.local.operations import Call
from awsobs.local.services import trail_record


def test_every_map_of_the_models_keeps_the_case_of_its_keys() -> None:
    maps: set[str] = set()

    def walk(shape: Shape, name: str, above: frozenset[str]) -> None:
        if isinstance(shape, MapShape):
            maps.add(name)
        elif isinstance(shape, ListShape):
            walk(shape.member, name, above)
        elif isinstance(shape, StructureShape) and shape.name not in above:
            for member, below in shape.members.items():
                walk(below, member, above | {shape.name})

    for service in ("logs", "cloudwatch", "xray", "cloudtrail", "events", "sts"):
        model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
        for operation in model.operation_names:
            shape = model.operation_model(operation).input_shape
            if shape is not None:
                walk(shape, "", frozenset())
    assert maps == trail_record._MAPS  # pyright: ignore[reportPrivateUsage] - compared whole


def secret_members(shape: Shape | None, above: frozenset[str] = frozenset()) -> Iterator[str]:
    """The members that a model calls sensitive."""
    if isinstance(shape, ListShape):
        yield from secret_members(shape.member, above)
    elif isinstance(shape, MapShape):
        yield from secret_members(shape.value, above)
    elif isinstance(shape, StructureShape) and shape.name not in above:
        for member, below in shape.members.items():
            if below.metadata.get("sensitive"):
                yield member
            yield from secret_members(below, above | {shape.name})


def test_every_sensitive_member_of_an_answered_operation_is_kept_from_the_trail() -> None:
    secret: set[str] = set()
    for service in {service for service, _ in OPERATIONS}:
        model = ServiceModel(Loader().load_service_model(service, "service-2"), service)
        for operation in (name for owner, name in OPERATIONS if owner == service):
            shapes = model.operation_model(operation)
            secret |= {*secret_members(shapes.input_shape), *secret_members(shapes.output_shape)}
    hidden = trail_record._HIDDEN | trail_record._LEFT_OUT  # pyright: ignore[reportPrivateUsage] - compared whole
    assert secret <= hidden


def test_a_statement_of_a_target_is_hidden_and_the_rest_of_it_shown() -> None:
    target = {"Id": "db", "RedshiftDataParameters": {"Database": "d", "Sql": "SELECT 'x'"}}
    call = Call(service="events", operation="PutTargets", parameters={"Targets": [target]})
    cloud = Cloud(FrozenClock(datetime(2026, 11, 25, tzinfo=UTC)))
    shown = trail_record.record_of(cloud, call, {}, None)["requestParameters"]["targets"][0]
    words = {"database": "d", "sql": "HIDDEN_DUE_TO_SECURITY_REASONS"}
    assert shown == {"id": "db", "redshiftDataParameters": words}
