"""Words from outside where Streamlit reads Markdown: titles, remarks, labels, buttons, hints."""

import re

from data.text.printable import printable

_JOINER = "\u2060"
"""Word joiner: nothing is seen of it, and no sign on its two sides is read as one."""
_BROKEN = (
    r":(?=[\w+/-]+:)",  # :material/home: and :smile:, which Streamlit finds in text that is already escaped
    r":(?=//)|\bwww(?=\.)|@(?=\w)",  # addresses
    r"(?<!\S)[<>~-](?=[>=-]+(?!\S))|(?<!\S)<-(?=>(?!\S))",  # arrows and dashes
)
_READ_TOGETHER = re.compile("|".join(_BROKEN))
_MARK = re.compile(r"[\\`*_\[\]<>#$&~]|:(?=[^\W\d])|^[-+]|(?<=^\d)[.)]|(?<=^\d\d)[.)]")


def plain(text: str) -> str:
    """A text as Markdown that shows it letter for letter, in one line, and without what is no letter.

    A test demands it around whatever is not a constant, so that no name draws a link, a picture, a formula,
    an icon or a colour.
    """
    line = printable(" ".join(str(text).split()))
    return _MARK.sub(r"\\\g<0>", _READ_TOGETHER.sub(rf"\g<0>{_JOINER}", line))
