"""The forms in which a person's name and numbers are compared: one person, however a clerk wrote them.

What is masked, a filler, or stands for somebody unknown is nobody's: it has no normal form by which
petitions may be linked, and can still be searched for as it is written (`data.sealing.AS_WRITTEN`).
"""

import datetime as dt
import re
from collections.abc import Callable, Sequence
from itertools import pairwise

from data.sealing import AS_WRITTEN

_LEAST_ID, _LEAST_DIGITS, _LEAST_NAME = 6, 5, 2
LEAST_START = 2
"""Characters at the start of a name by which it is looked for."""

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


def identities(texts: Sequence[str]) -> list[str]:
    """Identity numbers, or another document's, each in one form."""
    return _forms(_identity, texts)


def phones(texts: Sequence[str]) -> list[str]:
    """The first telephone number of each text: a hotline's is shorter."""
    return _forms(_phone, texts)


def names(texts: Sequence[str]) -> list[str]:
    """Persons' names."""
    return _forms(_name, texts)


def starts(texts: Sequence[str]) -> list[str]:
    """The first characters of each name, by which a name half remembered is looked for."""
    return [text[:LEAST_START] if len(text) >= LEAST_START else "" for text in _plain(texts)]


def exact(texts: Sequence[str]) -> list[str]:
    """Texts as they are: equal only to the same text."""
    return list(texts)


# --- inside -------------------------------------------------------------------------------------------------


def _plain(texts: Sequence[str]) -> list[str]:
    from geo.gazetteer.names import plain_all  # slow to load: tables are everybody's

    return plain_all(texts)


def _forms(form: Callable[[str], str], texts: Sequence[str]) -> list[str]:
    return [form(text) or (AS_WRITTEN + text.upper() if text else "") for text in _plain(texts)]


def _identity(text: str) -> str:
    if not text or _MASK.search(text):
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
    if not text or _MASK.search(text):
        return ""
    for part in _PHONES.split(text):
        for number in (part, _EXTENSION.sub("", part)):
            if match := _PHONE.fullmatch(_NO_DIGIT.sub("", number)):
                own = match["own"]
                return "" if len(set(own[3:])) == 1 or (own[0] != "1" and _is_filler(own[-7:])) else own
    return ""


def _name(text: str) -> str:
    if not text or _MASK.search(text):
        return ""
    words = _NO_WORD.sub("", text)
    return "" if len(words) < _LEAST_NAME or _NOBODY.fullmatch(words) else words


def _is_day(digits: str) -> bool:
    try:
        dt.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return False
    return True


def _is_filler(digits: str) -> bool:
    """Whether digits are all the same, or go up or down one by one: 0000000, 1234567."""
    steps = {(int(after) - int(before)) % 10 for before, after in pairwise(digits)}
    return len(steps) == 1 and steps <= {0, 1, 9}
