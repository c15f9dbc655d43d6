"""What can be known of the sign-in before a screen opens, and what must be asked by then."""

import asyncio
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from awsobs.domain.clock import Clock
from awsobs.domain.source_state import Condition, SourceError
from awsobs.settings import Settings
from awsobs.sources.access import Access
from awsobs.sources.aws_files import AwsFiles, aws_files
from awsobs.sources.instance import this_instance
from awsobs.sources.outlook import Outlook, Surroundings, no_region, outlook, profile_in

if TYPE_CHECKING:
    from awsobs.sources.session import Aws

Ask = Callable[[str], str]

TRIES = 3
"""So often a code may be mistyped."""

_REGION = re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+")


def access_of(settings: Settings) -> Access:
    """Whom the settings say to be, and where to go."""
    return Access(
        region=settings.region,
        profile=settings.profile,
        endpoint_url=settings.endpoint_url,
        access_key=settings.access_key,
    )


def signed_in(
    settings: Settings, environ: Mapping[str, str], clock: Clock, ask: Ask | None
) -> Settings:
    """The settings with the region that holds, once it is sure that credentials can be had.

    It reads files and, where nothing else gives credentials, asks the metadata service once.
    A command that prints keys is run, and for a role behind MFA `ask` gets the code; what either
    gave stays in this process.

    Raises:
        SettingsError: the region or the endpoint is none.
        SourceError: there are no credentials, or no region.
    """
    _check(settings)
    access = access_of(settings)
    if access.access_key is not None or access.on_loopback:
        return settings
    files = aws_files(environ)
    around = Surroundings(
        environ=environ, files=files, now=clock.now(), instance=partial(this_instance, environ)
    )
    found = outlook(access, around)
    placed = _placed(settings, environ, files, found)
    if found.program:
        # Only who has such a command waits for what runs it.
        from awsobs.sources.key_program import try_program

        try_program(found.program, found.origin)
    if found.needs_code:
        _assume(access_of(placed), clock, ask, found)
    return placed


def _check(settings: Settings) -> None:
    if settings.region and not _REGION.fullmatch(settings.region):
        raise settings.refusal("region", f"{settings.region} is no region; eu-west-1 is one")
    url = settings.endpoint_url
    if url and not _is_web(url):
        raise settings.refusal("endpoint_url", f"{url} is no URL; http://127.0.0.1:4599 is one")


def _is_web(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # brackets without an address, a port that is no number
        return False


def _placed(
    settings: Settings, environ: Mapping[str, str], files: AwsFiles, found: Outlook
) -> Settings:
    """The settings with a region: what was said, the profile's, or where the machine stands."""
    if settings.region or settings.endpoint_url:
        return settings
    profile = settings.profile or profile_in(environ) or "default"
    if region := files.profiles.get(profile, {}).get("region", ""):
        return _with_region(settings, region, f"profile {profile}")
    if found.instance is not None and found.instance.region:
        return _with_region(settings, found.instance.region, "instance metadata")
    raise no_region()


def _with_region(settings: Settings, region: str, origin: str) -> Settings:
    placed = replace(settings, region=region, origins={**settings.origins, "region": origin})
    _check(placed)
    return placed


def _assume(access: Access, clock: Clock, ask: Ask | None, found: Outlook) -> None:
    """Have the role assumed now, while there is a plain terminal to type a code into."""
    # Only who needs a code waits for botocore here.
    from awsobs.sources.pace import Pace
    from awsobs.sources.session import Aws
    from awsobs.sources.sessions import CodeNeeded, nobody_to_ask

    questions: list[str] = []
    refusal = ""

    def asked(question: str) -> str:
        questions.append(question)
        return (ask or nobody_to_ask)(f"{refusal}{question}")

    for left in reversed(range(TRIES)):
        questions.clear()
        try:
            _run(Aws(access, clock, pace=Pace(clock), ask=asked))
        except SourceError as error:
            if isinstance(error.__cause__, CodeNeeded):
                raise _no_code(found) from error
            if not (left and questions and error.condition is Condition.EXPIRED):
                raise
            refusal = f"{error.what}: {error.hint}\n"
        else:
            return


def _run(aws: "Aws") -> None:
    # asyncio.run would keep ctrl+c from whoever types a code.
    loop = asyncio.new_event_loop()
    try:
        loop.run_until_complete(_identified(aws))
    finally:
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


async def _identified(aws: "Aws") -> None:
    from awsobs.sources.session import WHO_AM_I

    async with aws:
        await aws.call(WHO_AM_I)


def _no_code(found: Outlook) -> SourceError:
    return SourceError(
        "the role needs an MFA code, and --no-input forbids to ask for it",
        hint=f"{found.renewal}, then start again",
        condition=Condition.EXPIRED,
    )
