from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import web

from awsobs.domain.clock import FrozenClock
from awsobs.domain.service_graph import Basis
from awsobs.sources.service_graph import read_service_graph
from awsobs.sources.session import Aws

Serve = Callable[[Callable[[str, int, dict[str, Any]], Any]], Awaitable[str]]
FINE: dict[str, Any] = {"OkCount": 2, "TotalCount": 2, "TotalResponseTime": 0.2,
        "ErrorStatistics": {}, "FaultStatistics": {}}  # fmt: skip


async def test_pages_of_one_stretch_share_numbers_and_stretches_do_not(
    serve: Serve, open_aws: Callable[..., Aws], clock: FrozenClock
) -> None:
    asked: list[dict[str, Any]] = []

    def answer(_: str, number: int, body: dict[str, Any]) -> web.Response:
        asked.append(body)
        web_calls: list[dict[str, Any]] = [{"ReferenceId": 1, "SummaryStatistics": FINE}]
        first = {"ReferenceId": 0, "Name": "web", "Type": "client", "Edges": web_calls}
        second: dict[str, Any] = {
            "ReferenceId": 1,
            "Name": "api",
            "SummaryStatistics": FINE,
            "Edges": [],
        }
        # In the second stretch the numbers are the other way round.
        seven = {"ReferenceId": 7}
        later = [second | seven, first | {"Edges": [web_calls[0] | seven]}]
        pages = [
            {"Services": [first], "NextToken": "more"},
            {"Services": [second]},
            {"Services": later},
        ]
        return web.json_response(pages[number])

    aws = open_aws(await serve(answer))
    end = clock.now()
    graph = await read_service_graph(aws, end - timedelta(hours=8), end)
    assert (graph.basis, graph.minutes, graph.traces) == (Basis.SERVICE_GRAPH, 480, 4)
    assert [(n.key.name, n.key.type) for n in graph.nodes] == [("api", ""), ("web", "client")]
    (edge,) = graph.edges
    assert (edge.source.name, edge.target.name, edge.statistics.count) == ("web", "api", 4)
    assert len(asked) == 3
