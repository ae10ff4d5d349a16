"""Passwords: what may be one, and how the record keeps it.

After OWASP ASVS 5.0, 6.2: long rather than mixed, any characters, none that many use or that follows from the
account or the county. Kept by argon2id with the parameters of `argon2-cffi` (RFC 9106, second recommended
option: 64 MiB, three passes).
"""

import re
import threading
from collections.abc import Iterable
from itertools import pairwise

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from data.errors import AccountRefused

SHORTEST, LONGEST = 12, 256
"""Characters of a password (ASVS 5.0, 6.2.1 and 6.2.9: at least 8, better 15; at least 64 allowed)."""

_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)  # each takes 64 MiB
_LEAST_NAME = 2
_FEWEST_DIFFERENT = 5
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
    "!@#$%^&*()_+",
)
"""Keys that lie side by side: a run of them is guessed first."""
_COMMON = re.compile(
    r"admin|administrator|password|passw0rd|passwd|welcome|letmein|iloveyou|woaini|wobuzhidao|mima|zhanghao"
    r"|qwerty|asdf|zxcv|1qaz|2wsx|3edc|abc123|test|user|root|guest|default|changeme|secret|login|master|dragon"
    r"|monkey|football|baseball|sunshine|princess|superman|computer|internet|windows|xinfang|petition|pujiang"
    r"|zhejiang|jinhua|china|zhongguo|520|521|1314|5201314|888|666|123|321|(?:19|20)\d\d(?:[01]\d[0-3]\d)?"
    r"|密码|账号|管理员|我爱你|信访局|信访|浙江|中国|人民|县|局|办公室"
)
"""Words and figures of which passwords that many use are made; what is left beside them has to be long."""
_LEAST_OWN = 6


def check_new(password: str, own: Iterable[str]) -> None:
    """Refuse what may not be a new password.

    Parameters
    ----------
    own
        Names that must not stand in it: of the account, the person, the county.

    Raises
    ------
    AccountRefused
        It is too short or too long, holds one of the names, or is one that is guessed first.
    """
    if len(password) < SHORTEST:
        raise AccountRefused("A password has at least {n} characters", n=SHORTEST)
    if len(password) > LONGEST:
        raise AccountRefused("A password has at most {n} characters", n=LONGEST)
    plain = password.casefold()
    for name in own:
        if len(name) >= _LEAST_NAME and name.casefold() in plain:
            raise AccountRefused("The password holds a name of the account or of the county: take another")
    if _is_common(plain):
        raise AccountRefused("The password is one of those that are guessed first: take another")


def hashed(password: str) -> str:
    """Hash of a password, as the record keeps it."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def verify(password: str, kept: str | None) -> bool:
    """Whether a password is the one whose hash is kept; as slow where there is none."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _nobodys(), password[: LONGEST + 1]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than those of today."""
    return _HASHER.check_needs_rehash(kept)


# --- inside -------------------------------------------------------------------------------------------------

_NOBODYS: list[str] = []


def _nobodys() -> str:
    """Hash of a password that nobody has, against which that of an unknown name is verified."""
    if not _NOBODYS:
        _NOBODYS.append(_HASHER.hash("nobody"))
    return _NOBODYS[0]


def _is_common(plain: str) -> bool:
    """Whether next to nothing stands beside runs, repetitions, and words and figures that many use."""
    if len(set(plain)) < _FEWEST_DIFFERENT:
        return True
    words, marks = re.sub(r"[\W_]", "", plain), re.sub(r"[^\W_]", "", plain)
    once = re.sub(r"(.+?)\1+", r"\1", words)
    least = min(_own(_COMMON.sub("", each)) for each in (words, once))
    return least + _own(marks) < _LEAST_OWN


def _own(text: str) -> int:
    """Characters that do not follow from the one before."""
    return sum(not _side_by_side(before, after) for before, after in pairwise("\0" + text))


def _side_by_side(before: str, after: str) -> bool:
    return before == after or any(before + after in row or after + before in row for row in _ROWS)
