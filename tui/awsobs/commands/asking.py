"""One question to the account, for commands that want no more than its answer."""

import asyncio
from os import environ
from typing import TypeVar

from awsobs.collecting.preflight import Ask, signed_in
from awsobs.collecting.questions import Question
from awsobs.commands.output import Output
from awsobs.domain.clock import Clock
from awsobs.domain.exit_status import ExitStatus
from awsobs.domain.source_state import Condition, SourceError
from awsobs.settings import Settings

Answer = TypeVar("Answer")

_STATUS = {Condition.DENIED: ExitStatus.CREDENTIALS, Condition.EXPIRED: ExitStatus.CREDENTIALS}
_LONGEST = 400


def answer_of(
    question: "Question[Answer]", settings: Settings, clock: Clock, ask: Ask | None = None
) -> Answer:
    """What the account answers.

    Raises:
        SourceError: the outside failed.
    """
    return asyncio.run(_answered(question, signed_in(settings, environ, clock, ask), clock))


def refused(error: SourceError, output: Output) -> int:
    """Say what went wrong, in three lines at most; the exit status that it makes."""
    where = f" ({error.operation})" if error.operation and error.operation not in error.what else ""
    output.tell(f"{error.what[:_LONGEST]}{where}")
    for line in error.hint.splitlines()[:2]:
        output.tell(line[:_LONGEST])
    if error.what.startswith("ResourceNotFound"):
        return ExitStatus.USAGE
    return _STATUS.get(error.condition, ExitStatus.UNREACHABLE)


async def _answered(question: "Question[Answer]", settings: Settings, clock: Clock) -> Answer:
    # The SDK takes a third of a second to import; what is asked wrongly is told before.
    from awsobs.collecting.account import pace_of
    from awsobs.collecting.preflight import access_of
    from awsobs.sources.session import Aws

    async with Aws(access_of(settings), clock, pace=pace_of(settings, clock)) as aws:
        return await question(aws)
