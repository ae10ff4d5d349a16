"""Profiles as TOML.

::

    frame = "EPSG:4490"            # reference frame of longitude and latitude
    scheme = "2022"                # category scheme

    [columns]                      # ours = theirs; several are joined by a space
    number = "信访件编号"
    address = ["街道", "门牌"]

    [values.status]                # theirs = ours, for coded columns and categories
    "Closed" = "closed"

    [defaults]                     # where a cell is empty or the column is missing
    channel = "visit"

    [dates]                        # strptime format, only where it is none of `dates`' own
    filed = "%d.%m.%y"
"""

import datetime as dt
import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from data.errors import ImportRefused
from data.importing.petitions.columns import CODED, DATES, FIELDS, Profile
from data.importing.petitions.profile_text import parse_profile, parse_text
from data.importing.petitions.synonyms import allowed
from data.importing.sandbox import client

_SOME_TIME = dt.datetime(2011, 10, 25, 16, 35, 45)


def load_profile(path: Path | str) -> Profile:
    """Read a saved profile.

    Raises
    ------
    ImportRefused
        The file is missing, too large, no TOML, or says something that no profile can say.
    """
    path = Path(path)
    if client.is_in_process():
        return _profile(parse_profile(path), path.name)
    with client.opened("profile", path) as answer:
        return _profile(answer.part(), path.name)


def loads(text: str, name: str) -> Profile:
    """Read TOML text as a profile.

    Parameters
    ----------
    text
        As `dumps` writes it.
    name
        What a refusal calls it.

    Raises
    ------
    ImportRefused
        It is too large, no TOML, or says something that no profile can say.
    """
    return _profile(parse_text(text, name), name)


def dumps(profile: Profile) -> str:
    """Profile as TOML text, which `load_profile` reads back to an equal one."""
    lines = [f"{key} = {_quoted(value)}" for key in ("frame", "scheme") if (value := getattr(profile, key))]
    sections: dict[str, Mapping[str, Any]] = {"columns": profile.columns}
    sections |= {f"values.{name}": values for name, values in profile.values.items()}
    sections |= {"defaults": profile.defaults, "dates": profile.dates}
    for title, section in sections.items():
        if section:
            lines += ["", f"[{title}]", *(f"{_quoted(k)} = {_quoted(v)}" for k, v in section.items())]
    return "\n".join(lines) + "\n"


def save_profile(profile: Profile, path: Path | str) -> None:
    Path(path).write_text(dumps(profile), encoding="utf-8")


# --- inside -------------------------------------------------------------------------------------------


def _profile(content: dict[str, Any], file: str) -> Profile:
    sections = {"columns": FIELDS, "defaults": FIELDS, "dates": DATES, "values": (*CODED, "category")}
    strange = set(content) - {"frame", "scheme", *sections}
    for section, fields in sections.items():
        strange |= {f"{section}.{name}" for name in _section(content, section, file) if name not in fields}
    if strange:
        raise ImportRefused(
            "The profile {file} names what there is not: {strange}. Fields are: {fields}",
            file=file,
            strange=", ".join(sorted(strange)),
            fields=", ".join(FIELDS),
        )
    columns = {
        name: tuple(map(str, value if isinstance(value, list) else [value]))
        for name, value in content.get("columns", {}).items()
    }
    values = {name: _texts(_section(content["values"], name, file)) for name in content.get("values", {})}
    defaults, dates = (_texts(content.get(section, {})) for section in ("defaults", "dates"))
    frame = content.get("frame")
    profile = Profile(columns, None if frame is None else str(frame), str(content.get("scheme", "2022")))
    profile = Profile(columns, profile.frame, profile.scheme, values, defaults, dates)
    _check_codes(profile, file)
    _check_dates(profile, file)
    return profile


def _check_dates(profile: Profile, file: str) -> None:
    """Each format must read back a day that it has written."""
    for name, form in profile.dates.items():
        try:
            written = re.sub("%.", lambda part: _SOME_TIME.strftime(part[0]), form)
            read = pd.to_datetime(written, format=form)
            fits = read.tzinfo is None and read.date() == _SOME_TIME.date()
        except (ValueError, TypeError, re.error):
            fits = False
        if not fits:
            raise ImportRefused(
                "The profile {file} has a format for {field} that gives no day: {format}. It needs year,"
                " month and day, and no time zone, as in %Y-%m-%d or %d.%m.%y %H:%M",
                file=file,
                field=name,
                format=form[:40],
            )


def _check_codes(profile: Profile, file: str) -> None:
    for name in CODED:
        given = {*profile.values.get(name, {}).values(), profile.default(name)}
        if wrong := sorted(given - {*allowed(name), ""}):
            raise ImportRefused(
                "The profile {file} uses unknown codes for {field}: {wrong}. Allowed: {allowed}",
                file=file,
                field=name,
                wrong=", ".join(wrong),
                allowed=", ".join(allowed(name)),
            )


def _section(content: dict[str, Any], name: str, file: str) -> dict[str, Any]:
    section = content.get(name, {})
    if not isinstance(section, dict):
        raise ImportRefused("The profile {file} needs a section [{section}]", file=file, section=name)
    return section


def _texts(section: dict[str, Any]) -> dict[str, str]:
    return {name: str(value) for name, value in section.items()}


def _quoted(value: Any) -> str:
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)
