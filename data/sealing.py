"""Personal data sealed in the record: column types whose values nobody reads without the record's key.

A sealed value is AES-256-GCM (NIST SP 800-38D) by the library `cryptography`: one byte of layout, the key's
id, a nonce drawn at random, the ciphertext with its tag. The name of the column is bound into the tag, so
that a value that was moved to another column is not opened. Values that are to be found again by equality
have a column of keyed hashes beside them (HMAC-SHA-256, RFC 2104). Both keys, and the check value by which
a record knows its key, are derived from one secret (HKDF, RFC 5869) that lies outside the record
(`data.keys`). What is not hidden: which values are missing, how long they are, and which hashes are equal.

The key belongs to an engine: `attach` keeps it on its dialect, which column types are handed.
"""

import hmac
import json
import os
from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from hashlib import blake2b
from typing import Any, NoReturn, Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import Connection, Dialect, LargeBinary
from sqlalchemy.types import TypeDecorator

from data import keys
from data.errors import KeyMissing, KeyRefused, StoreRefused
from data.keys import Key
from data.text import N_

HASH_BYTES = 16
AS_WRITTEN = "\0"
"""Leads a text that has no normal form: its hash serves a search, but links nobody (`is_known`)."""
_LAYOUT = b"\x01"
_NONCE = 12
_START = len(_LAYOUT) + 4 + _NONCE
_ATTRIBUTE = "petition_map_keyring"

Form = Callable[[Sequence[str]], list[str]]
"""Normal forms of texts; '' where there is nothing to be found by."""


class Keyring(Protocol):
    """What seals and opens the values of one record."""

    id: str

    def seal(self, place: bytes, text: str) -> bytes: ...

    def seal_many(self, place: bytes, texts: Sequence[str | None]) -> list[bytes | None]: ...

    def open(self, place: bytes, value: bytes) -> str: ...

    def digests(self, place: bytes, forms: Sequence[str]) -> list[bytes | None]: ...

    def fingerprints(self, lines: Iterable[str]) -> list[str]: ...


class OpenKeyring:
    """The keyring of a record whose key is here.

    Parameters
    ----------
    drawn
        The key was drawn for this record by whoever has it open.
    """

    def __init__(self, key: Key, *, drawn: bool = False) -> None:
        self.id = key.id
        self.drawn = drawn
        self._head = _LAYOUT + bytes.fromhex(key.id)
        self._cipher = AESGCM(_derived(key, b"seal"))
        self._hash_key = _derived(key, b"hash")
        self._fingerprint_key = _derived(key, b"fingerprint")
        self._others: dict[str, OpenKeyring] = {}

    def seal(self, place: bytes, text: str) -> bytes:
        nonce = os.urandom(_NONCE)
        try:
            return self._head + nonce + self._cipher.encrypt(nonce, text.encode(), place)
        except UnicodeEncodeError:
            raise _no_text() from None

    def open(self, place: bytes, value: bytes) -> str:
        """The text of a sealed value of a column.

        Raises
        ------
        StoreRefused
            It was changed, or moved from another column.
        KeyMissing
            It was sealed with another key.
        """
        if value[:5] != self._head:
            return self._of_another_key(place, value)
        try:
            return self._cipher.decrypt(value[5:_START], value[_START:], place).decode()
        except InvalidTag:
            raise _damaged() from None

    def seal_many(self, place: bytes, texts: Sequence[str | None]) -> list[bytes | None]:
        """The same of many texts, None of None, at twice the speed."""
        head, encrypt, nonces = self._head, self._cipher.encrypt, os.urandom(_NONCE * len(texts))
        each = zip(range(0, len(nonces), _NONCE), texts, strict=True)
        try:
            return [
                None
                if text is None
                else head + (nonce := nonces[at : at + _NONCE]) + encrypt(nonce, text.encode(), place)
                for at, text in each
            ]
        except UnicodeEncodeError:
            raise _no_text() from None

    def digests(self, place: bytes, forms: Sequence[str]) -> list[bytes | None]:
        """Keyed hashes of normal forms, None of ''; what is as written has a shorter one (`is_known`)."""
        key, place = self._hash_key, place + AS_WRITTEN.encode()
        distinct = {
            form: hmac.digest(key, place + form.encode(), "sha256")[: HASH_BYTES - (form[0] == AS_WRITTEN)]
            for form in set(forms)
            if form
        }
        return list(map(distinct.get, forms))

    def fingerprints(self, lines: Iterable[str]) -> list[str]:
        """Keyed hashes (BLAKE2b, RFC 7693) of what many rows hold, as hexadecimal digits."""
        key = self._fingerprint_key
        return [blake2b(line.encode(), digest_size=HASH_BYTES, key=key).hexdigest() for line in lines]

    def _of_another_key(self, place: bytes, value: bytes) -> str:
        """Another program has changed the key since this one opened the record."""
        if len(value) < _START or value[:1] != _LAYOUT:
            raise _damaged()
        name = value[1:5].hex()
        if name not in self._others:
            key = keys.of(name)
            if key is None:
                raise KeyMissing.of(name)
            self._others[name] = OpenKeyring(key)
        return self._others[name].open(place, value)


class MissingKeyring:
    """The keyring of a record whose key is not here, or no good: it seals and opens nothing, and says why."""

    def __init__(self, name: str, why: KeyRefused | None = None) -> None:
        self.id = name
        self._why = why or KeyMissing.of(name)

    def refuse(self) -> NoReturn:
        raise type(self._why)(self._why.message, **self._why.values)

    def seal(self, place: bytes, text: str) -> bytes:
        self.refuse()

    def seal_many(self, place: bytes, texts: Sequence[str | None]) -> list[bytes | None]:
        self.refuse()

    def open(self, place: bytes, value: bytes) -> str:
        self.refuse()

    def digests(self, place: bytes, forms: Sequence[str]) -> list[bytes | None]:
        self.refuse()

    def fingerprints(self, lines: Iterable[str]) -> list[str]:
        self.refuse()


def check_value(key: Key) -> bytes:
    """By what a record knows its key; it tells nothing of the secret."""
    return _derived(key, b"check")[:HASH_BYTES]


def attach(dialect: Dialect, keyring: Keyring) -> None:
    """Let the values of an engine be sealed and opened with a keyring."""
    setattr(dialect, _ATTRIBUTE, keyring)


def has_drawn(dialect: Dialect, name: str) -> bool:
    """Whether the key of an engine was drawn for its record by whoever has it open."""
    keyring = getattr(dialect, _ATTRIBUTE, None)
    return isinstance(keyring, OpenKeyring) and keyring.drawn and keyring.id == name


def keyring_of(dialect: Dialect) -> Keyring:
    """The keyring of an engine.

    Raises
    ------
    StoreRefused
        None was attached: it was not opened as a record (`data.store.Store`).
    """
    keyring: Keyring | None = getattr(dialect, _ATTRIBUTE, None)
    if keyring is None:
        raise StoreRefused("The record was opened without its key")
    return keyring


def keyring_for(name: str, check: bytes) -> Keyring:
    """The keyring of a record that names its key: that of the folder, if it is there and the right one."""
    try:
        key = keys.of(name)
    except KeyRefused as error:
        return MissingKeyring(name, error)
    if key is None:
        return MissingKeyring(name)
    if not hmac.compare_digest(check_value(key), check):
        another = N_("The key {key} in the key folder is not the one that this record was sealed with")
        return MissingKeyring(name, KeyRefused(another, key=name))
    return OpenKeyring(key)


def require(connection: Connection) -> None:
    """Check that personal data can be read and written.

    Raises
    ------
    KeyRefused
        The record's key is not here, or is another one.
    """
    keyring = keyring_of(connection.dialect)
    if isinstance(keyring, MissingKeyring):
        keyring.refuse()


def is_known(digest: bytes | None) -> bool:
    """Whether a hash is of somebody's normal form, by which petitions may be linked."""
    return digest is not None and len(digest) == HASH_BYTES


class Sealed(TypeDecorator[str]):
    """Column of sealed texts. The database can tell whether one is there, and nothing else of it.

    Parameters
    ----------
    place
        ``table.column``, bound into each value.
    length
        Characters that a text may have; None: any number.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str, length: int | None = None) -> None:
        super().__init__()
        self.place, self.length = place, length

    @cached_property
    def _bound(self) -> bytes:
        return self.place.encode()

    @property
    def python_type(self) -> type[Any]:
        return str

    def coerce_compared_value(self, op: Any, value: Any) -> "_Compared":
        return _Compared()

    def many(self, texts: Sequence[str | None], dialect: Dialect) -> list[bytes | None]:
        """Many texts sealed, as the driver takes them."""
        return keyring_of(dialect).seal_many(self._bound, texts)

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return None if value is None else keyring_of(dialect).seal(self._bound, value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else keyring_of(dialect).open(self._bound, bytes(value))


class _Compared(TypeDecorator[str]):
    """What a sealed column is compared with: the comparison would silently find nothing."""

    impl = LargeBinary
    cache_ok = True

    def process_bind_param(self, value: Any, dialect: Dialect) -> Any:
        raise TypeError("a sealed column is compared by its keyed hash, or after it was read")


class SealedJSON(Sealed):
    """Column of sealed JSON values; None is no value."""

    cache_ok = True

    def many(self, texts: Sequence[Any], dialect: Dialect) -> list[bytes | None]:
        return [self.process_bind_param(value, dialect) for value in texts]

    @property
    def python_type(self) -> type[Any]:
        return dict

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        text = None if value is None else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
        return super().process_bind_param(text, dialect)

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        text = super().process_result_value(value, dialect)
        return None if text is None else json.loads(text)


class KeyedHash(TypeDecorator[bytes]):
    """Column of keyed hashes: takes texts, gives hashes, and compares with a text by its hash.

    Parameters
    ----------
    place
        ``table.column``; equal texts in two columns have different hashes.
    form
        Normal form in which texts are compared.
    bits
        Of a hash that is kept; few of them make different texts fall together, so that a column tells less
        of how often each stands there (a "blind index"). None: all 128.
    """

    impl = LargeBinary
    cache_ok = True

    def __init__(self, place: str, form: Form, bits: int | None = None) -> None:
        super().__init__()
        self.place, self.form, self.bits = place, form, bits

    def process_bind_param(self, value: Any, dialect: Dialect) -> bytes | None:
        return value if value is None or isinstance(value, bytes) else self.many([value], dialect)[0]

    def process_result_value(self, value: Any, dialect: Dialect) -> Any:
        return None if value is None else bytes(value)

    def many(self, texts: Sequence[str | None], dialect: Dialect) -> list[bytes | None]:
        """Hashes of many texts; None of what there is nothing to be found by."""
        return self.hashes(texts, keyring_of(dialect))

    def hashes(self, texts: Sequence[str | None], keyring: Keyring) -> list[bytes | None]:
        """The same with a keyring."""
        digests = keyring.digests(self.place.encode(), self.form([text or "" for text in texts]))
        return digests if self.bits is None else [digest and self._short(digest) for digest in digests]

    def _short(self, digest: bytes) -> bytes:
        kept = int.from_bytes(digest[:4], "big") >> (32 - self.bits) if self.bits else 0
        return kept.to_bytes(((self.bits or 0) + 7) // 8, "big")


# --- inside -------------------------------------------------------------------------------------------------


def _derived(key: Key, purpose: bytes) -> bytes:
    """A key of its own for a purpose."""
    info = b"pujiang-petition-map 1 " + purpose
    return HKDF(algorithm=SHA256(), length=32, salt=bytes.fromhex(key.id), info=info).derive(key.secret)


def _no_text() -> StoreRefused:
    return StoreRefused("A text holds characters that are none (half of a pair)")


def _damaged() -> StoreRefused:
    return StoreRefused("A sealed value of the record was changed or moved: put the last backup in its place")
