"""Who a petitioner is, where a file tells it: what is masked or stands for somebody unknown is nobody.

Known by identity number, else by name and telephone; never by the name alone. What many persons share is
nobody's either: the telephone of a hotline, or a number that a clerk types where none is given. Persons are
compared by the keyed hashes of their normal forms (`data.persons`): nobody's name is opened for it.
"""

import hashlib
import secrets
from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from data.sealing import is_known

_MOST_OF_AN_ID, _MOST_OF_A_PHONE = 2, 3
"""Different names under one identity number (one is corrected) and one telephone (a family) at most."""


def keys(persons: pd.DataFrame) -> list[bytes | None]:
    """A key for each petitioner: the same for the same person, None where nobody is known.

    Parameters
    ----------
    persons
        Columns id_number_hash, name_hash, phone_hash as the record has them; empty where there is none.

    Returns
    -------
    list, as long as `persons`
        Hashes under a secret that is forgotten at the end.
    """
    names = _known(persons["name_hash"])
    ids = _own(_known(persons["id_number_hash"]), names, _MOST_OF_AN_ID)
    phones = _own(_known(persons["phone_hash"]), names, _MOST_OF_A_PHONE)
    secret = secrets.token_bytes(32)

    def key(identity: bytes, name: bytes, phone: bytes) -> bytes | None:
        words = identity or (name + phone if name and phone else b"")
        return hashlib.blake2b(words, key=secret, digest_size=16).digest() if words else None

    return [key(*person) for person in zip(ids, names, phones, strict=True)]


def _known(hashes: "pd.Series[bytes]") -> list[bytes]:
    return [one if one and is_known(one) else b"" for one in hashes]


def _own(values: Sequence[bytes], names: Sequence[bytes], most: int) -> list[bytes]:
    """Values that no more than some names share, else nothing."""
    of: defaultdict[bytes, set[bytes]] = defaultdict(set)
    for value, name in zip(values, names, strict=True):
        if value and name:
            of[value].add(name)
    return [value if len(of[value]) <= most else b"" for value in values]
