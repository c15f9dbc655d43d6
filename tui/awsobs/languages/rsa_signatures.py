"""RSA signatures over SHA-256: RSASSA-PKCS1-v1_5 and the DER of a public key (RFC 8017).

Checking one needs one power; nothing secret is at hand, so that time tells nobody anything.
"""

import hashlib
import hmac
from typing import NamedTuple

_SHA256_INFO = bytes.fromhex("3031300d060960864801650304020105000420")
"""DigestInfo of SHA-256 up to the hash itself (RFC 8017, 9.2, note 1)."""

_LEAST_BITS, _MOST_BITS = 1024, 16_384
_SEQUENCE, _INTEGER = 0x30, 0x02


class PublicKey(NamedTuple):
    """Modulus and exponent."""

    modulus: int
    exponent: int


def public_key(der: bytes) -> PublicKey:
    """The key in an RSAPublicKey of PKCS #1, as ListPublicKeys gives it.

    Raises:
        ValueError: it is none.
    """
    body, rest = _part(der, _SEQUENCE)
    modulus, body = _part(body, _INTEGER)
    exponent, body = _part(body, _INTEGER)
    key = PublicKey(int.from_bytes(modulus, "big"), int.from_bytes(exponent, "big"))
    if rest or body or not _LEAST_BITS <= key.modulus.bit_length() <= _MOST_BITS:
        raise ValueError("no RSA public key")
    if not 3 <= key.exponent < 2**64:
        raise ValueError("no RSA public key")
    return key


def is_signed(message: bytes, signature: bytes, key: PublicKey) -> bool:
    """Whether the owner of the key has signed exactly this message."""
    size = (key.modulus.bit_length() + 7) // 8
    number = int.from_bytes(signature, "big")
    if len(signature) != size or number >= key.modulus:
        return False
    found = pow(number, key.exponent, key.modulus).to_bytes(size, "big")
    info = _SHA256_INFO + hashlib.sha256(message).digest()
    wanted = b"\x00\x01" + b"\xff" * (size - len(info) - 3) + b"\x00" + info
    return hmac.compare_digest(found, wanted)


def _part(data: bytes, kind: int) -> tuple[bytes, bytes]:
    """The content of the first DER element, and what follows it."""
    if len(data) < 2 or data[0] != kind:
        raise ValueError("no RSA public key")
    length, start = data[1], 2
    if length & 0x80:
        count = length & 0x7F
        length, start = int.from_bytes(data[2 : 2 + count], "big"), 2 + count
    content = data[start : start + length]
    if len(content) != length:
        raise ValueError("no RSA public key")
    return content, data[start + length :]
