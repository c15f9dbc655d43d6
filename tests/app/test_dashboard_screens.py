"""`9` shows the account's dashboards and our own; a widget leads to its chart or its query."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from textual.pilot import Pilot

from awsobs.app.console import Console
from awsobs.app.picture import text_on
from awsobs.app.screens.dashboard import DashboardScreen
from awsobs.app.screens.dashboards import DashboardsScreen
from awsobs.app.screens.insights import InsightsScreen
from awsobs.app.screens.metric_chart import ChartScreen
from awsobs.domain.clock import FrozenClock
from awsobs.domain.dashboards import Contents, Dashboard
from awsobs.domain.metrics import MetricKey, Series, SeriesQuery
from awsobs.domain.source_state import SourceError
from awsobs.settings import Settings
from awsobs.store.memory import Memory

ERRORS = MetricKey(namespace="AWS/Lambda", name="Errors", dimensions=(("FunctionName", "pay"),))
BODY = json.dumps(
    {
        "widgets": [
            {
                "type": "text",
                "x": 0,
                "y": 0,
                "width": 24,
                "height": 2,
                "properties": {"markdown": "# Shop"},
            },
            {
                "type": "metric",
                "x": 0,
                "y": 2,
                "width": 12,
                "height": 6,
                "properties": {
                    "title": "Failing",
                    "region": "us-east-1",
                    "metrics": [["AWS/Lambda", "Errors", "FunctionName", "pay"]],
                },
            },
            {
                "type": "log",
                "x": 12,
                "y": 2,
                "width": 12,
                "height": 6,
                "properties": {
                    "title": "Lines",
                    "region": "us-east-1",
                    "query": "SOURCE '/aws/lambda/pay' | limit 5",
                },
            },
        ]
    }
)


class Account:
    """Answers what dashboards ask, by what kind of answer the question wants."""

    def __init__(self, clock: FrozenClock) -> None:
        self.clock = clock
        self.dashboards: tuple[Dashboard, ...] | SourceError = (Dashboard(name="ops", size=3),)
        self.body: str | SourceError = BODY

    def __call__(self, question: Any) -> Any:
        name = question.__qualname__.partition(".")[0]
        points = tuple(
            (self.clock.now() - timedelta(minutes=n), float(n)) for n in range(20, 0, -1)
        )
        series = Series(query=SeriesQuery(id="m", label="Errors", metric=ERRORS), points=points)
        return {
            "which_dashboards": self.dashboards,
            "which_metrics": (ERRORS,),
            "what_a_dashboard_is": self.body,
            "what_widgets_show": Contents(series={1: (series,), 0: (series,)}),
        }.get(name, SourceError("not asked for here"))


@pytest.fixture
def account(clock: FrozenClock) -> Account:
    return Account(clock)


@pytest.fixture
def console(
    memory: Memory, clock: FrozenClock, collecting: Callable[..., Any], account: Account
) -> Console:
    collector = collecting(account)
    return Console(Settings(mode="demo"), memory, clock, lambda: collector)


async def pressed(console: Console, pilot: Pilot[None], *keys: str) -> str:
    await pilot.press(*keys)
    await console.workers.wait_for_complete()
    await pilot.pause()
    await console.workers.wait_for_complete()
    await pilot.pause()
    return text_on(console)


async def test_a_dashboard_is_two_keys_away_and_drawn_on_its_grid(console: Console) -> None:
    async with console.run_test(size=(120, 40)) as pilot:
        await console.workers.wait_for_complete()
        shown = await pressed(console, pilot, "9")
        assert isinstance(console.screen, DashboardsScreen)
        assert "ops" in shown
        assert "AWS/Lambda" in shown
        shown = await pressed(console, pilot, "enter")
        assert isinstance(console.screen, DashboardScreen)
        assert "Shop" in shown
        assert "Failing ─" in shown
        assert "not run: it costs money" in shown
        assert "3 widgets" in shown
        shown = await pressed(console, pilot, "j")
        assert "Failing ━" in shown
        await pressed(console, pilot, "enter")
        assert isinstance(console.screen, ChartScreen)
        await pressed(console, pilot, "minus")
        shown = await pressed(console, pilot, "l")
        assert "Lines ━" in shown
        shown = await pressed(console, pilot, "enter")
        assert isinstance(console.screen, InsightsScreen)
        assert "limit 5" in shown
        assert "SOURCE" not in shown


async def test_without_dashboards_there_are_our_own(console: Console, account: Account) -> None:
    account.dashboards = ()
    async with console.run_test(size=(80, 24)) as pilot:
        await console.workers.wait_for_complete()
        shown = await pressed(console, pilot, "9")
        assert "the account has no dashboards" in shown
        await pressed(console, pilot, "G", "enter")
        shown = await pressed(console, pilot)
        assert "errors: Errors" in shown


async def test_what_is_denied_or_broken_is_told(console: Console, account: Account) -> None:
    account.dashboards = SourceError("denied: cloudwatch:ListDashboards")
    account.body = "no json"
    async with console.run_test(size=(100, 30)) as pilot:
        await console.workers.wait_for_complete()
        shown = await pressed(console, pilot, "9")
        assert "! denied: cloudwatch:ListDashboards" in shown
        shown = await pressed(console, pilot, "minus", "colon", *"dashboard ops", "enter")
        assert "its body is refused" in shown
        account.body = SourceError("denied: cloudwatch:GetDashboard")
        await pressed(console, pilot, "minus")
        shown = await pressed(console, pilot, "colon", *"dashboard ops", "enter")
        assert "✖ denied: cloudwatch:GetDashboard" in shown
