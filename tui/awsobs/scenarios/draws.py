"""Chance that repeats: numbers and ids that follow from a seed and a place alone."""

import hashlib
import struct
from typing import Final

_WORDS: Final = struct.Struct("<13I")
_SCALE: Final = 1 / 2**32


def draws(place: str) -> tuple[str, tuple[float, ...]]:
    """24 hex digits and 13 numbers in [0, 1) for a place."""
    digest = hashlib.blake2b(place.encode()).digest()
    return digest[:12].hex(), tuple(word * _SCALE for word in _WORDS.unpack_from(digest, 12))


def draw(place: str) -> float:
    """One number in [0, 1) for a place."""
    digest = hashlib.blake2b(place.encode(), digest_size=4).digest()
    return int.from_bytes(digest, "little") * _SCALE


def hex_id(place: str, digits: int = 16) -> str:
    """A hexadecimal id for a place."""
    return hashlib.blake2b(place.encode(), digest_size=digits // 2).hexdigest()


def uuid_of(place: str) -> str:
    """An id in the form of a random UUID for a place."""
    digits = hex_id(place, 32)
    parts = (digits[:8], digits[8:12], "4" + digits[13:16], "a" + digits[17:20], digits[20:])
    return "-".join(parts)
