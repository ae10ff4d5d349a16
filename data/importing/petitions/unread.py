"""Columns of a file that no field is filled from: each is named, with a sample where it can do no harm."""

import re
from collections.abc import Collection

from data.importing.files.cells import NOTHING
from data.importing.files.readers import Chunk
from data.importing.petitions.checks import shown
from data.importing.petitions.unknown import HIDDEN
from data.importing.report import Notice, reasons_headings
from data.text import N_

SAMPLE = 3
"""Different values of a column that are shown."""
_ROWS = 1_000  # rows of a chunk among which they are looked for
_PERSONAL = re.compile(
    "姓名|名字|名称|人|证件|证号|身份|电话|手机|号码|联系|邮箱|地址|住址|住所|户籍|概况|内容|诉求|事由|意见|备注|情况|说明|摘要|结果|原因|经过|答复|name|person|phone|tel"
    "|mobile|mail|address|id",
    re.IGNORECASE,
)


class Unread:
    """Columns that a profile leaves out.

    Parameters
    ----------
    header
        Headings of the file.
    read
        Those that are read.

    Attributes
    ----------
    samples
        Heading -> some of its values, none where the heading is of persons; what could be a number of
        theirs is hidden.
    """

    def __init__(self, header: Collection[str], read: Collection[str]) -> None:
        known = {*read, *reasons_headings()}
        self.samples: dict[str, list[str]] = {name: [] for name in header if name and name not in known}

    def see(self, chunk: Chunk) -> None:
        """Look for values of columns that have no sample yet."""
        wanted = [name for name, sample in self.samples.items() if not sample and not _PERSONAL.search(name)]
        if not wanted:
            return
        first = Chunk(chunk.header, chunk.rows[:_ROWS], chunk.numbers[:_ROWS])
        for name, column in first.cells(wanted).items():
            values = dict.fromkeys(shown(cell.strip()) for cell in column if cell.strip() not in NOTHING)
            self.samples[name] = [value for value in values if value][:SAMPLE]

    def notices(self) -> list[Notice]:
        """One sentence that names them all."""
        if not self.samples:
            return []
        listed = "; ".join(described(name, sample) for name, sample in self.samples.items())
        return [Notice(N_("These columns were not read: {columns}"), {"columns": listed})]


def described(name: str, sample: list[str]) -> str:
    """A column with some of its values."""
    values = [value for value in sample if value != HIDDEN]
    return f"{name} ({', '.join(values)})" if values else name
