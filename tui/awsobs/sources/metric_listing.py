"""The metrics of an account, as ListMetrics tells them page by page."""

from collections.abc import Callable, Mapping
from typing import Any

from awsobs.domain.metrics import MetricKey
from awsobs.domain.source_state import SourceError
from awsobs.sources import fields
from awsobs.sources.alarm_rows import metric_of
from awsobs.sources.pace import Priority
from awsobs.sources.pages import MAX_PAGES, pages, repeated_token
from awsobs.sources.session import Aws
from awsobs.sources.source import say_nothing

PAGES_AT_ONCE = 4


async def list_metrics(
    aws: Aws,
    *,
    priority: Priority = Priority.NORMAL,
    tell: Callable[[tuple[MetricKey, ...]], None] | None = None,
) -> tuple[MetricKey, ...]:
    """What was written to lately; what is known after each page, which has 500, is told.

    Raises:
        SourceError: the outside failed.
    """
    found: dict[MetricKey, None] = {}
    async for page in pages(
        aws,
        "cloudwatch:ListMetrics",
        {"RecentlyActive": "PT3H"},
        priority=priority,
    ):
        found.update(dict.fromkeys(_metrics_in(page)))
        if tell is not None:
            tell(tuple(found))
    return tuple(found)


class Listing:
    """The account's metrics, listed in several goes, so that nothing waits for all pages.

    While a later listing goes on, what the one before found is what is known.
    """

    def __init__(self, aws: Aws, warn: Callable[[str], None] = say_nothing) -> None:
        self._aws = aws
        self._warn = warn
        self._due = float("-inf")
        self._coming: dict[MetricKey, None] = {}
        self._token = ""
        self._tokens: set[str] = set()
        self._is_first = True
        self.metrics: tuple[MetricKey, ...] = ()

    @property
    def has_more(self) -> bool:
        """Whether there are pages that nobody has asked for yet."""
        return bool(self._token)

    async def go_on(self, pause: float) -> None:
        """Read some pages where there are any, or begin anew so many seconds after the last.

        Raises:
            SourceError: the outside failed, and nothing is known yet.
        """
        now = self._aws.clock.monotonic()
        if not self._token and now < self._due:
            return
        if not self._token:
            self._coming, self._tokens = {}, set()
        try:
            for _ in range(PAGES_AT_ONCE):
                await self._page()
                if not self._token:
                    break
        except SourceError as error:
            self._token = ""
            if not self.metrics or not error.is_passing:
                raise
        if self._is_first or not self._token:
            self.metrics = tuple(self._coming) or self.metrics
        if not self._token:
            self._is_first, self._due = False, now + pause

    async def _page(self) -> None:
        more: dict[str, Any] = {"NextToken": self._token} if self._token else {}
        reply = await self._aws.call("cloudwatch:ListMetrics", RecentlyActive="PT3H", **more)
        self._coming.update(dict.fromkeys(_metrics_in(reply)))
        following = reply.get("NextToken")
        token = following if isinstance(following, str) else ""
        if token in self._tokens:
            self._warn(repeated_token("cloudwatch:ListMetrics").what)
            token = ""
        if len(self._tokens) >= MAX_PAGES:
            self._warn(f"metrics beyond the first {len(self._coming):,} are not listed")
            token = ""
        self._tokens.add(token)
        self._token = token


def _metrics_in(page: Mapping[str, Any]) -> list[MetricKey]:
    keys = (metric_of(row) for row in fields.rows(page, "Metrics"))
    return [key for key in keys if key is not None]
