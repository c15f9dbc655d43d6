"""A command of the user's that prints keys, tried once before a screen opens.

It may ask the user for a touch or a word elsewhere, and must not do so twice: what it printed is
handed on to the first session that would run it.
"""

import json
import subprocess
from asyncio import create_subprocess_exec
from dataclasses import dataclass
from shlex import split
from typing import Any, cast

from awsobs.domain.safe_text import safe_text
from awsobs.domain.source_state import Condition, SourceError
from awsobs.languages.secrets import masked

PATIENCE = 120.0
"""Seconds that a user has to do what the program asks for."""

_NEEDED = ("AccessKeyId", "SecretAccessKey")
_LONGEST = 200
_BY_HAND = "run it by hand to see why"

_printed: dict[tuple[str, ...], bytes] = {}


def try_program(command: str, origin: str, patience: float = PATIENCE) -> None:
    """Run it away from our terminal, and keep what it printed for the first session.

    Raises:
        SourceError: it failed, or printed no keys.
    """
    program = _Program(words=tuple(split(command)), origin=origin)
    printed = program.run(patience)
    if what := _lacking(printed):
        raise program.refusal("gave no keys", f"printed {what}")
    _printed[program.words] = printed


async def started(*words: str, stdout: int, stderr: int) -> Any:
    """What botocore is to start in place of the program: the program, or what it just printed."""
    if (printed := _printed.pop(words, None)) is not None:
        return _Ended(printed)
    return await create_subprocess_exec(
        *words,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )


class _Ended:
    """A process that has ended well, as far as botocore looks at it."""

    returncode = 0

    def __init__(self, printed: bytes) -> None:
        self._printed = printed

    async def communicate(self) -> tuple[bytes, bytes]:
        return self._printed, b""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Program:
    words: tuple[str, ...]
    origin: str

    def run(self, patience: float) -> bytes:
        try:
            done = subprocess.run(
                self.words,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                start_new_session=True,
                timeout=patience,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise self.refusal("gave no keys", f"has not ended in {patience:g} s") from error
        except OSError as error:
            why = (error.strerror or "it cannot be started").lower()
            raise self.refusal("cannot be run", why) from error
        if done.returncode:
            said = safe_text(" ".join(done.stderr.decode("utf-8", "replace").split()))
            ended = f"ended with {done.returncode}"
            raise self.refusal("failed", ended, masked(said)[:_LONGEST] or _BY_HAND)
        return done.stdout

    def refusal(self, what: str, why: str, hint: str = _BY_HAND) -> SourceError:
        """Its arguments may hold secrets, so that only its name is told."""
        words = f"{self.origin} {what}: {safe_text(self.words[0])} {why}"
        return SourceError(words, hint=hint, condition=Condition.EXPIRED)


def _lacking(printed: bytes) -> str:
    """What is wrong with what it printed; nothing if these are keys."""
    try:
        told: object = json.loads(printed)
    except (ValueError, RecursionError):
        return "no JSON"
    if not isinstance(told, dict):
        return "no JSON object"
    fields = cast("dict[str, object]", told)
    if fields.get("Version") != 1:
        return 'no "Version": 1'
    missing = [name for name in _NEEDED if not _is_text(fields.get(name))]
    return f"no {' and no '.join(missing)}" if missing else ""


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)
