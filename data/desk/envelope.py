"""What a desk without a line is told in confidence: it can seal, and only the record can open.

Elliptic curve Diffie-Hellman on P-256 with a key drawn for each text (NIST SP 800-56A), HKDF with SHA-256
(RFC 5869), AES-256-GCM (NIST SP 800-38D): what browsers and the library `cryptography` both have. Entry and
field are bound into the tag, so that no text can be moved to another entry.
"""

import base64
import binascii
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from data.errors import DeskRefused

_CURVE = ec.SECP256R1()
_POINT, _NONCE = 65, 12
_INFO = b"petition-desk 1"
_RAW = serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint


def new_key() -> tuple[str, str]:
    """A private key, and the public one that seals for it; base64."""
    private = ec.generate_private_key(_CURVE)
    number = private.private_numbers().private_value.to_bytes(32, "big")
    return _text(number), _text(private.public_key().public_bytes(*_RAW))


def seal(public: str, about: str, text: str) -> str:
    """Seal a text for the holder of the private key, as the page of a desk does; base64."""
    drawn = ec.generate_private_key(_CURVE)
    point = drawn.public_key().public_bytes(*_RAW)
    other = ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, base64.b64decode(public))
    nonce = os.urandom(_NONCE)
    key = _key(drawn.exchange(ec.ECDH(), other), point)
    return _text(point + nonce + AESGCM(key).encrypt(nonce, text.encode(), about.encode()))


def unseal(private: str, about: str, sealed: str) -> str:
    """The text.

    Raises
    ------
    DeskRefused
        It was changed, sealed for another record, or belongs to another entry.
    """
    try:
        whole = base64.b64decode(sealed, validate=True)
        point, nonce = whole[:_POINT], whole[_POINT : _POINT + _NONCE]
        own = ec.derive_private_key(int.from_bytes(base64.b64decode(private), "big"), _CURVE)
        shared = own.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, point))
        return AESGCM(_key(shared, point)).decrypt(nonce, whole[_POINT + _NONCE :], about.encode()).decode()
    except (InvalidTag, ValueError, binascii.Error):
        raise DeskRefused(
            "What was said cannot be opened: this entry was changed after it was written"
        ) from None


def _key(shared: bytes, point: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=point, info=_INFO).derive(shared)


def _text(value: bytes) -> str:
    return base64.b64encode(value).decode()
