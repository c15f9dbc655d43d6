"""The services as botocore's models describe them, each loaded once."""

import asyncio
import re
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Any, Final

from botocore.exceptions import DataNotFoundError, UnknownServiceError
from botocore.loaders import Loader
from botocore.model import OperationModel, OperationNotFoundError, ServiceModel, Shape

_SERVICE_NAME = re.compile(r"[a-z0-9][a-z0-9.-]{0,60}")
_MOST_LOADED = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Method, path and query names of one operation of a rest protocol."""

    operation: str
    method: str
    path: re.Pattern[str]
    labels: tuple[str, ...]
    flags: frozenset[str]


class Service:
    """One service: its operations, its paths and the names of its errors."""

    def __init__(self, model: ServiceModel) -> None:
        self.model = model
        self.name: str = model.service_name

    def operation(self, name: str) -> OperationModel | None:
        """The model of an operation, or None where botocore knows none of that name."""
        try:
            return self.model.operation_model(name)
        except OperationNotFoundError:
            return None

    @property
    def namespace(self) -> str:
        """The XML namespace of its answers."""
        return str(self.model.metadata.get("xmlNamespace", ""))

    def error_shape(self, code: str) -> Shape | None:
        """The shape of an error, named by shape or by the code that the query protocol uses."""
        return self._errors.get(code)

    def query_code(self, code: str) -> str:
        """How the query protocol spells an error."""
        shape = self.error_shape(code)
        return code if shape is None else str(_error_traits(shape).get("code", shape.name))

    def error_status(self, code: str) -> int | None:
        """The HTTP status that the model gives an error."""
        shape = self.error_shape(code)
        status = None if shape is None else _error_traits(shape).get("httpStatusCode")
        return int(status) if status is not None else None

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Where the rest protocols find each operation, the most exact place first."""
        found = [_place_of(self.model.operation_model(name)) for name in self.model.operation_names]
        return tuple(sorted(found, key=lambda place: (len(place.labels), -len(place.flags))))

    @cached_property
    def _errors(self) -> dict[str, Shape]:
        shapes = {
            str(_error_traits(shape).get("code", shape.name)): shape
            for shape in self.model.error_shapes
        }
        return shapes | {shape.name: shape for shape in self.model.error_shapes}


async def service_of(name: str) -> Service | None:
    """A service by botocore's name for it; None where botocore has no such service."""
    if name not in _loaded:
        # The first time reads a file of up to a megabyte.
        service = await asyncio.to_thread(_load, name)
        if service is None:
            return None
        if len(_loaded) >= _MOST_LOADED:
            del _loaded[next(iter(_loaded))]
        _loaded[name] = service
    return _loaded[name]


def _load(name: str) -> Service | None:
    if not _SERVICE_NAME.fullmatch(name):
        return None
    try:
        description = _LOADER.load_service_model(name, "service-2")
    except (UnknownServiceError, DataNotFoundError):
        return None
    return Service(ServiceModel(description, name))


def _error_traits(shape: Shape) -> dict[str, Any]:
    traits: dict[str, Any] = shape.metadata.get("error", {})
    return traits


@lru_cache(maxsize=1024)
def labels_of(path: str) -> tuple[tuple[str, ...], re.Pattern[str]]:
    """The labels of a model's path, and a pattern with a group for each."""
    literals = [re.escape(part) for part in re.split(r"\{[^}]+\}", path.rstrip("/"))]
    labels: list[str] = re.findall(r"\{([^}]+)\}", path)
    groups = ["(.+)" if label.endswith("+") else "([^/]+)" for label in labels]
    pattern = "".join(part for pair in zip_longest(literals, groups, fillvalue="") for part in pair)
    return tuple(label.rstrip("+") for label in labels), re.compile(pattern + "/?")


def _place_of(operation: OperationModel) -> Place:
    path, _, query = str(operation.http["requestUri"]).partition("?")
    labels, pattern = labels_of(path)
    return Place(
        operation=operation.name,
        method=str(operation.http["method"]),
        path=pattern,
        labels=labels,
        flags=frozenset(part.split("=")[0] for part in query.split("&") if part),
    )


_LOADER: Final = Loader()
_loaded: dict[str, Service] = {}
