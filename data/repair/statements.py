"""What a petition in the queue says, with persons and their numbers masked: enough to know where it is about.

Masked are identity numbers, telephones and any other run of seven figures and more, the petitioner's own
name and that of the person it is against, and names that stand where people are called by theirs: after
我叫, 村民, 联系人 and the like, or before 同志, 先生, 主任. A name anywhere else cannot be told from other
words and stays.
"""

import re
from collections.abc import Iterable

from sqlalchemy import select

from data.journal import looks
from data.petitions import gate
from data.reader import Reader
from data.scope import is_office
from data.tables import PetitionPerson

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆"
    "汪范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤盛楼倪洪祝柳季应俞戚施诸骆"
    "童虞项翁费柯裘寿柴华"
)
_NUMBER = re.compile(r"\d(?:[ -]?[\dXx*]){6,}")
_BEFORE_NAME = r"我叫|我是|本人|(?:姓名|联系人|反映人|信访人|来电人)[:：]?|村民|居民|户主|邻居|业主|当事人"
_AFTER_NAME = r"[，,。；;、:：（( \n]|$|反映|来电|来访|称|要求|投诉|家|与|和|等|的|在|于|因"
_CALLED = re.compile(rf"({_BEFORE_NAME})([{SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?={_AFTER_NAME})")
_TITLED = re.compile(
    rf"([{SURNAMES}])[\u4e00-\u9fff]{{1,2}}(?=同志|先生|女士|书记|主任|村长|老师|医生|师傅|老板|阿姨|大爷|大伯|等\d*人)"
)
_PERSON = re.compile(rf"[{SURNAMES}][\u4e00-\u9fff]{{1,2}}")
"""Whom it is against, where that is no firm or unit."""
_LEAST_NAME = 2


def statement(reader: Reader, number: str) -> str | None:
    """What a petition of the queue says, masked; None where it says nothing, or the scope sees no persons.

    The look is logged, with the address that stands beside it; where it cannot be, nothing is shown.
    """
    if not (is_office(reader.scope) and reader.scope.personal):
        return None
    petition, person = gate.queue(reader), PetitionPerson
    columns = (petition.c.address, person.statement, person.name, person.against)
    own = select(*columns).outerjoin(person, petition.c.id == person.petition_id)
    with reader.store.read() as connection:
        row = connection.execute(own.where(petition.c.number == number)).first()
    shown = [name for name in ("address", "statement") if row is not None and getattr(row, name)]
    if row is None or not looks.recorded(reader, number, shown) or not row.statement:
        return None
    against = row.against if row.against and _PERSON.fullmatch(row.against) else None
    return masked(row.statement, [name for name in (row.name, against) if name])


def masked(text: str, names: Iterable[str]) -> str:
    """A text in which persons and numbers cannot be recognised.

    Parameters
    ----------
    text
        What a petition says.
    names
        Names that are known to be of persons; several may stand in one, between commas.

    Examples
    --------
    >>> masked("我叫赵甲乙，电话13000000000", [])
    '我叫赵某，电话***'
    """
    for name in sorted(_each(names), key=len, reverse=True):
        text = text.replace(name, f"{name[0]}某")
    text = _CALLED.sub(r"\1\2某", text)
    text = _TITLED.sub(r"\1某", text)
    return _NUMBER.sub("***", text)


def _each(names: Iterable[str]) -> set[str]:
    parts = (part.strip() for name in names for part in re.split(r"[,，、;；/ ]", name))
    return {part for part in parts if len(part) >= _LEAST_NAME}
