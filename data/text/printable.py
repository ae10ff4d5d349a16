"""Text from outside without the characters that act instead of being read; as a file's name; in a sheet.

A control character moves a terminal's cursor or colours what follows; one that turns the direction of
writing shows a file's or a village's name backwards, and others stand unseen between the letters of a name
that then only looks like another.
"""

import json
import re

_ACTING = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and line feed
    "\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"  # direction of writing, unseen
    "\ufffe\uffff"  # no characters at all: XML has no place for them, and so no workbook
    "\ud800-\udfff]"  # halves of characters, which no encoding can write
)

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\n\t]')
"""Signs that part folders, or that Windows has in no name of a file."""
_LONGEST_NAME = 100
_COMPUTED = ("=", "+", "-", "@", "\t", "\n", "\r", "＝", "＋", "－", "＠")
"""With these a text begins that a spreadsheet may take for a formula, typed wide as well (OWASP)."""


def printable(text: str) -> str:
    """The same text without them."""
    return _ACTING.sub("", text)


def printable_json(text: str) -> str:
    """JSON in which they are escaped, so that it says the same and prints as what it is."""
    return _ACTING.sub(lambda found: json.dumps(found[0])[1:-1], text)


def file_name(text: str) -> str:
    """A text as the name of a file in a folder, on every system, without what would lead out of it."""
    name = " ".join(_NOT_IN_NAMES.sub(" ", printable(text)).split()).lstrip(". ")
    stem, dot, suffix = name.rpartition(".")
    return f"{stem[:_LONGEST_NAME].rstrip('. ')}{dot}{suffix[:_LONGEST_NAME]}"


def harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_COMPUTED) else text
