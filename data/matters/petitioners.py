"""Who a petitioner is, where a file tells it: what is masked or stands for somebody unknown is nobody.

Known by identity number, else by name and telephone; never by the name alone. What many persons share is
nobody's either: the telephone of a hotline, or a number that a clerk types where none is given.
"""

import datetime as dt
import hashlib
import re
import secrets
from collections import defaultdict
from collections.abc import Sequence
from itertools import pairwise

import pandas as pd

from geo.gazetteer.names import plain_all

_LEAST_ID, _LEAST_DIGITS, _LEAST_NAME = 6, 5, 2
_MOST_OF_AN_ID, _MOST_OF_A_PHONE = 2, 3
"""Different names under one identity number (one is corrected) and one telephone (a family) at most."""

_MASK = re.compile(r"[*✱∗×✕●○•■□█▇?#~…]|某|_{2,}|[xX]{2,}")
_NO_WORD = re.compile(r"[\W_]+")
_NO_DIGIT = re.compile(r"\D+")
_IDENTITY = re.compile(r"[1-9]\d{5}((?:19|20)\d{6})\d{3}[\dX]")
_OLD_IDENTITY = re.compile(r"[1-9]\d{5}(\d{6})\d{3}")
_PHONES = re.compile(r"[^\d()（）+\- 转]+")
_PHONE = re.compile(r"(?:00)?(?:86)?(?P<own>1[3-9]\d{9}|(?:0\d{2,3})?[2-9]\d{6,7})")
_EXTENSION = re.compile(r"(?:转|-)\s*\d{1,4}$")
_NOBODY = re.compile(
    r"(?:匿名|隐名|化名|无名|佚名|保密|不[详明]|未知|没有|暂?无|空|本人|测试|先生|女士|小姐|同志|null|none|nan|test)"
    r"|.*(?:群众|市民|村民|居民|业主|住户|商户|网民|网友|职工|员工|工人|游客|乘客|家长|学生|代表|当事人|负责人)"
    r"|(?:来电|来访|来信|信访|投诉|举报|反映|申请|求助|上访|诉求)[人者]",
    re.IGNORECASE,
)


def keys(persons: pd.DataFrame) -> list[bytes | None]:
    """A key for each petitioner: the same for the same person, None where nobody is known.

    Parameters
    ----------
    persons
        Columns id_number, name, phone; text, empty where there is none.

    Returns
    -------
    list, as long as `persons`
        Hashes under a secret that is forgotten at the end.
    """
    names = [_name(text) for text in plain_all(persons["name"].tolist())]
    ids = _own(map(_identity, plain_all(persons["id_number"].tolist())), names, _MOST_OF_AN_ID)
    phones = _own(map(_phone, plain_all(persons["phone"].tolist())), names, _MOST_OF_A_PHONE)
    secret = secrets.token_bytes(32)

    def key(identity: str, name: str, phone: str) -> bytes | None:
        words = identity or (f"{name}\x1f{phone}" if name and phone else "")
        return hashlib.blake2b(words.encode(), key=secret, digest_size=16).digest() if words else None

    return [key(*person) for person in zip(ids, names, phones, strict=True)]


def _own(values: "map[str]", names: Sequence[str], most: int) -> list[str]:
    """Values that no more than some names share, else nothing."""
    listed = list(values)
    of: defaultdict[str, set[str]] = defaultdict(set)
    for value, name in zip(listed, names, strict=True):
        if value and name:
            of[value].add(name)
    return [value if len(of[value]) <= most else "" for value in listed]


def _identity(text: str) -> str:
    """An identity number, or another document's, in one form."""
    if _MASK.search(text):
        return ""
    words = _NO_WORD.sub("", text).upper()
    if match := _IDENTITY.fullmatch(words):
        return words if _is_day(match[1]) else ""
    if match := _OLD_IDENTITY.fullmatch(words):
        return words if _is_day("19" + match[1]) else ""
    digits = _NO_DIGIT.sub("", words)
    if len(words) < _LEAST_ID or len(digits) < _LEAST_DIGITS or len(words) > len("330726199001011234"):
        return ""
    return "" if words == digits or _is_filler(digits) else words  # digits alone: part of a number


def _phone(text: str) -> str:
    """The first telephone number of a person: a hotline's is shorter."""
    if _MASK.search(text):
        return ""
    for part in _PHONES.split(text):
        for number in (part, _EXTENSION.sub("", part)):
            if match := _PHONE.fullmatch(_NO_DIGIT.sub("", number)):
                own = match["own"]
                return "" if len(set(own[3:])) == 1 or (own[0] != "1" and _is_filler(own[-7:])) else own
    return ""


def _name(text: str) -> str:
    """A person's name."""
    if _MASK.search(text):
        return ""
    words = _NO_WORD.sub("", text)
    return "" if len(words) < _LEAST_NAME or _NOBODY.fullmatch(words) else words


def _is_day(digits: str) -> bool:
    try:
        dt.datetime.strptime(digits, "%Y%m%d")
    except ValueError:
        return False
    return True


def _is_filler(digits: str) -> bool:
    """Whether digits are all the same, or go up or down one by one: 0000000, 1234567."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(steps) == 1 and steps <= {0, 1, 9}
