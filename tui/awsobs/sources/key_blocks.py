"""Private keys that were logged line by line, as agents send them: one event a line."""

import re

from awsobs.languages.secret_names import MASK

_BEGINS = re.compile(r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY")
_ENDS = "-----END "
_BODY = re.compile(r"\s*(?:[A-Za-z0-9+/=]{1,80}|Proc-Type: .*|DEK-Info: .*|)\s*\Z")
_MOST_STREAMS = 1_000


class KeyBlocks:
    """The streams in which a private key has begun and not ended."""

    def __init__(self) -> None:
        self._open: dict[str, None] = {}

    @property
    def is_open(self) -> bool:
        """Whether a private key has begun in any stream."""
        return bool(self._open)

    def masked(self, stream: str, message: str) -> str:
        """The message, or a mask for a line from the middle of a key."""
        if stream in self._open:
            if _BODY.match(message):
                return MASK
            del self._open[stream]
        if "-----BEGIN" in message and _BEGINS.search(message) and _ENDS not in message:
            self._note(stream)
        return message

    def _note(self, stream: str) -> None:
        self._open[stream] = None
        if len(self._open) > _MOST_STREAMS:
            del self._open[next(iter(self._open))]
