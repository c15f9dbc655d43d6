"""Entity selectors: which service or edge a time series is asked of."""

from collections.abc import Callable
from typing import Final

from awsobs.languages.xray_filter import Place, entity_selector
from awsobs.local.services.xray_calls import Node

Chooses = Callable[[tuple[Node, ...]], bool]
"""Whether the node of a service, or both ends of an edge, are those that are meant."""

_MAX_LENGTH: Final = 500


def selected(expression: str) -> tuple[str, Chooses]:
    """What one `service(…)` or `edge(…, …)` chooses: that word, and a test of nodes.

    Raises:
        ValueError: the expression is anything else.
    """
    if len(expression) > _MAX_LENGTH:
        raise ValueError(f"longer than {_MAX_LENGTH} characters")
    kind, chooses = entity_selector(expression)
    return kind, lambda nodes: chooses(tuple(map(_place, nodes)))


def _place(node: Node) -> Place:
    return Place(names=(node.name,), type=node.type, account=node.account)
