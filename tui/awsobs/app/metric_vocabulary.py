"""The commands about metrics."""

from collections.abc import Callable
from functools import partial

from awsobs.app.command_line import Afterwards, Command, CommandError, plain
from awsobs.app.metric_desk import MetricDesk


def metric_commands(desk: MetricDesk, keys: Callable[..., str]) -> list[Command]:
    """What `:` and the palette offer about metrics."""
    return [
        Command(
            name="metric",
            what="any metric, by namespace, name, dimension",
            kind="metrics",
            usage="[WORDS]",
            key=keys("s", "metrics.choose"),
            ready=lambda text: partial(desk.open_picker, text),
        ),
        Command(
            name="resources",
            what="rate, errors, latency, use of each",
            kind="metrics",
            key=keys("i", "metrics.sets"),
            ready=plain(desk.open_sets),
        ),
        Command(
            name="math",
            what="metric math or SEARCH, drawn",
            kind="metrics",
            usage="EXPRESSION",
            ready=partial(_math, desk),
        ),
    ]


def _math(desk: MetricDesk, text: str) -> Afterwards:
    if not text.strip():
        raise CommandError("an expression, such as m0 * 100 or SEARCH('Errors', 'Sum', 60)")
    return partial(desk.plot, text.strip())
