"""Rows below or between petitions or entries that are none: totals, signatures, notes, headings again.

They are never dropped: each is rejected with a reason that says what it was taken for. A row is looked at
only if it has no date of filing; then its first filled cell tells, or, without a number, its first three.
"""

import itertools
import re
from collections.abc import Collection, Mapping

from data.importing.files.readers import Chunk
from data.text import N_

REASONS = {
    "total": N_("The row is a total, a signature or a note, not a petition"),
    "headings": N_("The row repeats the headings and is no petition"),
}
OF_REGISTERS = {
    "total": N_("The row is a total, a signature or a note, and no entry"),
    "headings": N_("The row repeats the headings and is no entry"),
}
_FIRST = 3  # filled cells that may tell where there is no number
_YEAR = 4  # digits, with which a date begins
_BLANKS = re.compile(r"\s+")
_TOTAL = re.compile(
    r"(本页|本表|本月|本季|本年|全县|全镇|全市|当月|以上)?(合计|总计|小计|共计|累计|总数|总件数)"
    r"([\d:：(（,，共为].*|件数?|$)"
    r"|(sub|grand)?-?total([\d:(].*|$)|sum$",
    re.IGNORECASE,
)
_SIGNATURE = re.compile(
    r"(制表|制单|填表|填报|上报|报送|审核|审批|复核|负责|经办|统计|登记|联系|主管|分管)"
    r"(领导|负责)?(人|人员|单位|部门|日期|时间|电话)?(签字|签名|签章|盖章)?[:：]|(注|备注|说明|填表说明)[:：]"
)


def find(chunk: Chunk, picked: Mapping[str, list[str]], columns: Mapping[str, tuple[str, ...]]) -> list[str]:
    """What each row is if it is no petition (a key of `REASONS`), else ''.

    Parameters
    ----------
    chunk
        Rows as they stand.
    picked
        Their cells by field, without defaults.
    columns
        Headings of the fields.
    """
    found = [""] * len(chunk.rows)
    number = picked.get("number", found)
    again = {name: " ".join(columns[name]) for name in ("number", "filed") if name in picked}
    for at, cell in enumerate(picked.get("filed", ())):
        if len(cell) > _YEAR and cell[:_YEAR].isdigit():
            continue
        if all(picked[name][at] == heading for name, heading in again.items()):
            found[at] = "headings"
        elif _is_total(chunk.rows[at], 1 if number[at] else _FIRST):
            found[at] = "total"
    return found


def find_in_register(chunk: Chunk, required: Collection[str]) -> list[str]:
    """The same of a register, whose rows have no number and no day: a key of `OF_REGISTERS`, else ''.

    A row is looked at only if a cell is empty that no entry may leave empty.

    Parameters
    ----------
    required
        Headings of the cells that every entry fills.
    """
    header = [name for name in chunk.header if name]
    places = [chunk.header.index(name) for name in required]
    found = []
    for row in chunk.rows:
        filled = [place < len(row) and bool(row[place].strip()) for place in places]
        if [cell.strip() for cell in row if cell.strip()] == header:
            found.append("headings")
        else:
            found.append("total" if not all(filled) and _is_total(row, _FIRST) else "")
    return found


def _is_total(row: list[str], first: int) -> bool:
    filled = filter(None, (_BLANKS.sub("", cell) for cell in row))
    return any(_TOTAL.match(cell) or _SIGNATURE.match(cell) for cell in itertools.islice(filled, first))
