"""The program's log: what came from outside and could not be read, for who mends it."""

import logging
import os
from collections.abc import Generator, Mapping
from contextlib import contextmanager, suppress
from io import TextIOWrapper
from logging.handlers import RotatingFileHandler
from pathlib import Path

from typing_extensions import override

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


@contextmanager
def keeping_log(settings: Settings, environ: Mapping[str, str] = os.environ) -> Generator[None]:
    """Write what is logged into the file that the settings name, for the length of a block."""
    path = under_home(settings.log_file, environ) if settings.log_file else log_path(environ)
    logger = logging.getLogger(_NAME)
    handler = logging.NullHandler() if path is None else _PrivateFile(path)
    handler.setFormatter(logging.Formatter("%(asctime)s %(name)s %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield
    finally:
        logger.removeHandler(handler)
        with suppress(OSError):  # a full disk is told of again at the end
            handler.close()
