"""The question before the live tail begins: what it costs, and what it will read."""

from collections.abc import Callable

from awsobs.app.command_line import Command, Words, plain
from awsobs.app.screens.command import CommandScreen
from awsobs.domain.live_tail import FREE_MINUTES, MOST_GROUPS, PER_MINUTE


def live_tail_question(groups: int, begin: Callable[[], object], *, is_free: bool) -> CommandScreen:
    """The screen that asks; nothing begins unless `yes` is typed or chosen."""
    return CommandScreen(
        [
            Command(
                name="yes",
                what=_price(is_free=is_free),
                kind=f"{groups} group{'' if groups == 1 else 's'}",
                ready=plain(begin),
                style="muted" if is_free else "warning",
            ),
            Command(
                name="no",
                what="polling, which is free",
                kind="as now",
                ready=plain(lambda: None),
            ),
        ],
        [],
        Words(
            prompt="?",
            thing="answer",
            enter="answer",
            arrows="choose",
            note=f"live tail of {MOST_GROUPS} groups at most; {FREE_MINUTES:,} min a month free",
        ),
    )


def _price(*, is_free: bool) -> str:
    if is_free:
        return "free on an AWS of its own"
    return f"${PER_MINUTE:.2f} a minute beyond {FREE_MINUTES:,}"
