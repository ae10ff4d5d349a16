"""The text of a saved profile as what TOML makes of it; what it means, `profile_files` says."""

import json
import tomllib
from pathlib import Path
from typing import Any

from data.errors import ImportRefused

LARGEST = 64_000
"""Bytes of a saved profile; real ones have some hundreds."""
_DOTS = 100  # in a line: a key of many parts costs its reader their square in memory


def parse_profile(path: Path) -> dict[str, Any]:
    """Content of a file.

    Raises
    ------
    ImportRefused
        The file is missing, too large, or no TOML.
    """
    try:
        if not path.is_file():
            raise FileNotFoundError
        with path.open("rb") as file:
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise ImportRefused("There is no file {file}", file=path.name) from error
    try:
        return parse_text(content.decode(), path.name)
    except UnicodeDecodeError:
        raise ImportRefused("The profile {file} is no valid TOML", file=path.name) from None


def parse_text(text: str, name: str) -> dict[str, Any]:
    """Content of a text; `name` is what a refusal calls it.

    Raises
    ------
    ImportRefused
        It is too large, or no TOML.
    """
    if len(text.encode()) > LARGEST or any(line.count(".") > _DOTS for line in text.split("\n")):
        raise ImportRefused(
            "The profile {file} is too large: at most {limit} kB, and {dots} dots in a line",
            file=name,
            limit=LARGEST // 1000,
            dots=_DOTS,
        )
    try:
        content: dict[str, Any] = json.loads(json.dumps(tomllib.loads(text), default=str))
        return content
    except (ValueError, RecursionError):  # no TOML; figures too long, brackets too deep
        raise ImportRefused("The profile {file} is no valid TOML", file=name) from None
