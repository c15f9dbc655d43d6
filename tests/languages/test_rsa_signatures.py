import hashlib
import random

import pytest
from hypothesis import given, strategies as st
from tests.languages.rsa_signer import Signer

from awsobs.languages.rsa_signatures import PublicKey, is_signed, public_key

SIGNER = Signer(random.Random(1))
KEY = PublicKey(SIGNER.modulus, SIGNER.exponent)


def test_a_signature_is_good_for_its_message_and_its_key_alone() -> None:
    signature = SIGNER.sign(b"delivered")
    other = Signer(random.Random(2))
    assert is_signed(b"delivered", signature, KEY)
    assert not is_signed(b"changed", signature, KEY)
    assert not is_signed(b"delivered", signature[:-1], KEY)
    assert not is_signed(b"delivered", signature, PublicKey(other.modulus, other.exponent))
    assert not is_signed(b"delivered", b"\xff" * len(signature), KEY)


def test_a_padding_with_room_for_anything_is_no_signature() -> None:
    """Small exponents let anybody forge where the padding is not looked at to its end."""
    size = (SIGNER.modulus.bit_length() + 7) // 8
    info = bytes.fromhex("3031300d060960864801650304020105000420")
    short = b"\x00\x01\xff\xff\x00" + info + hashlib.sha256(b"m").digest()
    forged = pow(int.from_bytes(short.ljust(size, b"\x07"), "big"), SIGNER.secret, SIGNER.modulus)
    assert not is_signed(b"m", forged.to_bytes(size, "big"), KEY)


def test_a_key_comes_out_of_its_der() -> None:
    assert public_key(SIGNER.der()) == KEY


@given(st.binary(max_size=60) | st.integers(0, 300).map(lambda cut: SIGNER.der()[:cut]))
def test_what_is_no_key_is_refused(der: bytes) -> None:
    if der != SIGNER.der():
        with pytest.raises(ValueError, match="no RSA public key"):
            public_key(der)
