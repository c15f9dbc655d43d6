"""The command about dashboards."""

from collections.abc import Callable
from functools import partial

from awsobs.app.command_line import Afterwards, Command
from awsobs.app.dashboard_desk import DashboardDesk


def dashboard_commands(desk: DashboardDesk, keys: Callable[..., str]) -> list[Command]:
    """What `:` and the palette offer about dashboards."""
    return [
        Command(
            name="dashboard",
            what="one by its name; alone all of them",
            kind="dashboards",
            usage="[NAME]",
            key=keys("9", "move.dashboards"),
            ready=partial(_dashboard, desk),
        )
    ]


def _dashboard(desk: DashboardDesk, text: str) -> Afterwards:
    name = text.strip()
    return partial(desk.open, name) if name else desk.open_list
