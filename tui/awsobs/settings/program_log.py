"""The program's log: sources that fail, and what could not be read, for who mends it."""

import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

from awsobs.domain.safe_text import safe_text
from awsobs.languages.secrets import masked
from awsobs.settings.places import log_path, under_home
from awsobs.settings.record import Settings

_NAME = "awsobs"
_LARGEST = 1_000_000
_OLDER_FILES = 5


class _PrivateFile(RotatingFileHandler):
    """A file for its owner's eyes, made when there is something to write; it never complains."""

    def __init__(self, path: Path) -> None:
        super().__init__(
            path, maxBytes=_LARGEST, backupCount=_OLDER_FILES, encoding="utf-8", delay=True
        )

    @override
    def _open(self) -> TextIOWrapper:
        path = Path(self.baseFilename)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        return os.fdopen(descriptor, "a", encoding="utf-8", errors="replace")

    @override
    def handleError(self, record: logging.LogRecord) -> None:
        """Go without: words on stderr would end up in the middle of the screen."""


class _OneSafeLine(logging.Formatter):
    """What came from outside can neither show a secret nor talk to the terminal of a reader."""

    @override
    def format(self, record: logging.LogRecord) -> str:
        return safe_text(masked(super().format(record)))


@contextmanager
def keeping_log(settings: Settings, environ: Mapping[str, str] = os.environ) -> Generator[None]:
    """Write what is logged into the file that the settings name, for the length of a block.

    Raises:
        SettingsError: there is no writing into a file that was asked for.
    """
    path = under_home(settings.log_file, environ) if settings.log_file else log_path(environ)
    if path is not None and settings.log_file:
        _refuse_unwritable(settings, path)
    logger = logging.getLogger(_NAME)
    handler = logging.NullHandler() if path is None else _PrivateFile(path)
    handler.setFormatter(_OneSafeLine("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logger.addHandler(handler)
    before = logger.level, logger.propagate
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(before[0])
        logger.propagate = before[1]
        with suppress(OSError):  # a full disk is told of again at the end
            handler.close()


def _refuse_unwritable(settings: Settings, path: Path) -> None:
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600))
    except OSError as error:
        words = f"{path}: {(error.strerror or 'cannot be written').lower()}"
        raise settings.refusal("log_file", words) from error
