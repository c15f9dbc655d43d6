"""A key that signs as CloudTrail does, for tests: RSASSA-PKCS1-v1_5 with SHA-256."""

import hashlib
from random import Random

_INFO = bytes.fromhex("3031300d060960864801650304020105000420")


class Signer:
    """A key of 1024 bits, made from a seed: quick, and safe for nothing but tests."""

    exponent = 65_537

    def __init__(self, random: Random) -> None:
        first, second = _prime(random), _prime(random)
        self.modulus = first * second
        self.secret = pow(self.exponent, -1, (first - 1) * (second - 1))

    @property
    def size(self) -> int:
        return (self.modulus.bit_length() + 7) // 8

    def sign(self, message: bytes) -> bytes:
        info = _INFO + hashlib.sha256(message).digest()
        padded = b"\x00\x01" + b"\xff" * (self.size - len(info) - 3) + b"\x00" + info
        number = pow(int.from_bytes(padded, "big"), self.secret, self.modulus)
        return number.to_bytes(self.size, "big")

    def der(self) -> bytes:
        """The public key as an RSAPublicKey."""
        return _element(0x30, _integer(self.modulus) + _integer(self.exponent))


def _prime(random: Random) -> int:
    while True:
        number = random.getrandbits(512) | (3 << 510) | 1
        if all(pow(base, number - 1, number) == 1 for base in (2, 3, 5, 7)):
            return number


def _integer(value: int) -> bytes:
    return _element(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _element(kind: int, content: bytes) -> bytes:
    length = len(content)
    if length < 0x80:
        return bytes((kind, length)) + content
    size = length.to_bytes((length.bit_length() + 7) // 8, "big")
    return bytes((kind, 0x80 | len(size))) + size + content
