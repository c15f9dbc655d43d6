"""How the parameters of a call are written into a record."""

from botocore.loaders import Loader
from botocore.model import ListShape, MapShape, ServiceModel, Shape, StructureShape

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
