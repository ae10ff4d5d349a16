"""Cells freed from what nobody meant to type.

Everywhere: blanks at both ends (full-width and non-breaking ones too), signs without width, and the
apostrophe that reports put before signs that a spreadsheet would compute. In numbers, dates and the like
also full-width digits and letters, the apostrophe that makes a spreadsheet keep text (``'0012``) and
``="0012"``. Line breaks stay only where a text may have several lines. A word for nothing is an empty cell.
"""

import re

_UNSEEN = "\u00ad\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
_UNSEEN_SIGNS = re.compile(f"[{_UNSEEN}]")
_HALF_WIDTH = {0xFF01 + sign: 0x21 + sign for sign in range(94)} | {0x3000: 0x20}
_WIDE_SIGNS = re.compile("[\uff01-\uff5e\u3000]")
_BREAK = re.compile(r"[\r\n\v\f\u2028\u2029]")
_BREAKS = re.compile(rf"[ \t]*{_BREAK.pattern}\s*")
_GUARD = re.compile(r"'(?=[=+\-@\t])")
_TEXT_MARK = re.compile(r"""['’‘`]+(?=.)|="(?=.*"$)""")

_NO_DATES = ("0000-00-00", "0000/00/00", "0000-00-00 00:00", "0000-00-00 00:00:00", "0000-00-00 00:00:00.0")
_ZERO_DAYS = ("0", "1900-01-00", "1900-1-0", "1900/01/00", "1900/1/0", "1899-12-30", "1899-12-31")
_NO_VALUES = ("null", "none", "nil", "nan", "nat", "n/a", "na", "undefined", "#n/a", "#null!")
NOTHING = frozenset(
    {
        *("无", "暂无", "空", "（空）", "(空)", "不详", "未填", "未填写", "NaN", "NaT"),
        *("/", "//", "\\", "\\N", "－", "／", "—", "——", "<NA>", "<null>", "(null)", "[NULL]"),
        *(sign * times for sign in "-_*?？.。" for times in (1, 2, 3)),
        *(form(word) for word in _NO_VALUES for form in (str.lower, str.upper, str.capitalize)),
        *_NO_DATES,
    }
)
"""Words that stand for nothing."""
NO_FIGURE = NOTHING | {"未知", "未定", "待定", "待填"}
"""Words that stand for none where a number or a day is asked."""
NO_DAY = NO_FIGURE | {day + time for day in _ZERO_DAYS for time in ("", " 00:00", " 00:00:00", " 0:00")}
"""What stands for no day, the zero of a spreadsheet's count of days in its ways of showing it among them."""
_WHOLE = re.compile(r"(\d+)\.0+")


def tidy_text(text: str) -> str:
    """A heading: one line, without unseen signs and blanks at its ends."""
    return _BREAKS.sub("", _UNSEEN_SIGNS.sub("", text)).strip()


def tidy(cells: list[str]) -> list[str]:
    """A column of any text."""
    together = "".join(cells)
    if not together.isascii() and _UNSEEN_SIGNS.search(together):
        cells = [_UNSEEN_SIGNS.sub("", cell) for cell in cells]
    cells = [*map(str.strip, cells)]
    return [*map(_unguarded, cells)] if "'" in together else cells


def emptied(cells: list[str], words: frozenset[str] = NOTHING) -> list[str]:
    """A tidied column in which words for nothing are empty."""
    return cells if words.isdisjoint(cells) else ["" if cell in words else cell for cell in cells]


def whole(cells: list[str]) -> list[str]:
    """A tidied column of numbers or codes without the ``.0`` of a spreadsheet that took them for amounts."""
    if ".0" not in "\n".join(cells):
        return cells
    return [found[1] if (found := _WHOLE.fullmatch(cell)) else cell for cell in cells]


def on_one_line(cells: list[str], between: str = "") -> list[str]:
    """A tidied column in which a line break is an accident; `between` takes its place."""
    if _BREAK.search("".join(cells)):
        return [_BREAKS.sub(between, cell) for cell in cells]
    return cells


def exact(cells: list[str], between: str = "") -> list[str]:
    """A tidied column of numbers or dates: half-width, on one line, without marks of a spreadsheet."""
    cells = on_one_line(cells, between)
    together = "".join(cells)
    if not together.isascii() and _WIDE_SIGNS.search(together):
        cells = [cell.translate(_HALF_WIDTH) for cell in cells]
        together = together.translate(_HALF_WIDTH)
    if any(mark in together for mark in "'’‘`\""):
        cells = [*map(_unmarked, cells)]
    return cells


def _unguarded(cell: str) -> str:
    return cell[1:] if _GUARD.match(cell) else cell


def _unmarked(cell: str) -> str:
    if mark := _TEXT_MARK.match(cell):
        cell = cell[mark.end() :].removesuffix('"') if mark[0].startswith("=") else cell[mark.end() :]
    return cell.strip()
