"""A botocore session as a program with a screen needs it."""

import logging
import os
from collections.abc import Callable
from typing import Any

import aioboto3
from aiobotocore.session import AioSession
from botocore.exceptions import BotoCoreError, CredentialRetrievalError

from awsobs.sources.access import AccessKey
from awsobs.sources.key_program import started
from awsobs.sources.role_cache import OBTAINED
from awsobs.sources.timestamps import timestamp

Ask = Callable[[str], str]
"""From a question to the code that the user typed."""

_NO_FILES: dict[str, Any] = {
    "profile": (None, [], None, None),
    "config_file": (None, None, os.devnull, None),
    "credentials_file": (None, None, os.devnull, None),
}

# Without a handler Python prints warnings on stderr, which is where the screen is drawn.
logging.getLogger("aiobotocore").addHandler(logging.NullHandler())


class CodeNeeded(BotoCoreError):
    """A role asks for an MFA code where nobody can type one."""

    fmt = "an MFA code is needed"


def nobody_to_ask(question: str) -> str:
    """Answers a question for a code while a screen is open.

    Raises:
        CodeNeeded: always.
    """
    raise CodeNeeded


def made_session(pair: AccessKey | None, profile: str, ask: Ask) -> Any:
    """A session that signs with the pair alone, or with what botocore's own chain finds."""
    core = AioSession(session_vars=_NO_FILES if pair else None)
    # Guessing at the format of timestamps takes most of a parser's time.
    core.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=timestamp)
    key, secret = pair or (None, None)
    session: Any = aioboto3.Session(
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        botocore_session=core,
        profile_name=profile or None,
    )
    if pair is None:
        _make_quiet(core.get_component("credential_provider"), ask)
    return session


async def read_credentials(session: Any) -> None:
    """Have the session look for its credentials, which reads files and may run a command.

    Raises:
        CredentialRetrievalError: what a credential_process printed is not what it should be.
    """
    try:
        await session.get_credentials()
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as error:
        # botocore takes what the process prints as it comes
        raise CredentialRetrievalError(
            provider="custom-process", error_msg=f"{type(error).__name__}: {error}"
        ) from error


def _make_quiet(chain: Any, ask: Ask) -> None:
    """Let no provider talk to the terminal, and share what roles gave."""
    for provider in chain.providers:
        match provider.METHOD:
            case "assume-role":
                provider.cache = OBTAINED
                provider._prompter = ask  # noqa: SLF001 - the chain takes no prompter of ours
            case "custom-process":
                provider._popen = started  # noqa: SLF001 - nor any options of the process
            case _:
                pass
