"""smithy's rpc-v2-cbor: the operation in the path, CBOR both ways."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.model import OperationModel

from awsobs.local.operations import Fault
from awsobs.local.wire.cbor import CborError, dumps, loads
from awsobs.local.wire.messages import Answer, Request
from awsobs.local.wire.refusals import error_body, missing, query_error_header
from awsobs.local.wire.service_models import Service
from awsobs.local.wire.shapes import Format, Misfit, Missing, decoded, encoded

_CONTENT_TYPE = "application/cbor"


def _moment(moment: datetime, _trait: str) -> datetime:
    return moment


CBOR = Format(timestamp=_moment, blob=bytes, number=float)


class RpcCbor:
    """The protocol; botocore's cloudwatch speaks it from version 1.41 to 1.43."""

    def parameters(self, operation: OperationModel, request: Request) -> dict[str, Any]:
        try:
            tree: object = loads(request.body) if request.body else {}
            shape = operation.input_shape
            found: dict[str, Any] = {} if shape is None else decoded(shape, tree)
        except (CborError, Misfit) as error:
            raise Fault("SerializationException", str(error)) from error
        except Missing as error:
            raise missing(operation.service_model.service_name, error) from error
        return found

    def reply(self, operation: OperationModel, body: Mapping[str, Any], request_id: str) -> Answer:
        shape = operation.output_shape
        tree: object = {} if shape is None else encoded(shape, body, CBOR)
        return Answer(content_type=_CONTENT_TYPE, body=dumps(tree), headers=_HEADERS)

    def refusal(self, service: Service | None, fault: Fault, request_id: str) -> Answer:
        return Answer(
            status=fault.status,
            content_type=_CONTENT_TYPE,
            body=dumps(error_body(service, fault)),
            headers={**_HEADERS, **query_error_header(service, fault)},
        )


_HEADERS = {"smithy-protocol": "rpc-v2-cbor"}
