"""The `aws` command that asks for what a pane shows, ready for a shell."""

from collections.abc import Sequence
from shlex import quote

from awsobs.domain.context import Context
from awsobs.domain.window import Window


def filter_log_events(
    groups: Sequence[str],
    window: Window,
    context: Context,
    *,
    pattern: str = "",
    endpoint_url: str = "",
) -> str:
    """One command for each group, a line each; a live window has no end.

    The end that CloudWatch Logs takes is included, and ours is not.
    """
    start = int(window.start.timestamp() * 1000)
    options = ["--start-time", str(start)]
    if not window.live:
        options += ["--end-time", str(int(window.end.timestamp() * 1000) - 1)]
    if pattern:
        # As one word: a pattern may begin with a dash.
        options.append(f"--filter-pattern={pattern}")
    for name, value in (
        ("--region", context.region),
        ("--profile", context.profile),
        ("--endpoint-url", endpoint_url),
    ):
        options += [name, value] if value else []
    begin = ["aws", "logs", "filter-log-events"]
    return "\n".join(
        " ".join(map(quote, [*begin, f"--log-group-name={group}", *options])) for group in groups
    )
