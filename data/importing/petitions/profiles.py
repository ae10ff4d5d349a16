"""Profiles kept in the record under a name, and found again by the headings of the next file."""

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import delete, select

from data.clock import now
from data.errors import ImportRefused
from data.importing.petitions.columns import Profile
from data.importing.petitions.profile_files import dumps, load_profile, loads
from data.importing.petitions.synonyms import plain
from data.reader import Writer
from data.scope import is_office
from data.store import Store
from data.tables import ImportProfile
from data.text import N_

LONGEST_NAME: int = ImportProfile.name.type.length


@dataclass(frozen=True)
class KeptProfile:
    """A profile on record.

    Parameters
    ----------
    name
        Its name.
    profile
        What it says.
    headings
        Fingerprint of the headings it was made for; empty where it came without a file.
    at, actor
        When it was kept, and by whom.
    """

    name: str
    profile: Profile
    headings: str
    at: dt.datetime
    actor: str


def fingerprint(header: Iterable[str]) -> str:
    """Of the headings of a file, in whatever order, without case, signs and empty ones; empty for none."""
    names = sorted({plain(name) for name in header} - {""})
    return hashlib.sha256("\n".join(names).encode()).hexdigest() if names else ""


def save(writer: Writer, name: str, profile: Profile, header: Iterable[str] = ()) -> KeptProfile:
    """Keep a profile; one of the same name is replaced.

    Parameters
    ----------
    name
        At most `LONGEST_NAME` characters, without a path's signs.
    header
        Headings of the file it was made for; none: those it names itself.

    Raises
    ------
    ImportRefused
        The scope is not the petition office's, the name is none, or the columns make no sense.
    """
    _check_office(writer)
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or set(name) & set("/\\\n"):
        raise ImportRefused("A profile needs a name of at most {limit} characters", limit=LONGEST_NAME)
    profile.check_columns()
    headings = fingerprint(header) or fingerprint(profile.headings())
    with writer.write("save profile", name) as session:
        session.execute(delete(ImportProfile).where(ImportProfile.name == name))
        kept = KeptProfile(name, profile, headings, now(), writer.actor)
        content = dumps(profile)
        session.add(
            ImportProfile(name=name, headings=headings, content=content, at=kept.at, actor=kept.actor)
        )
        return kept


def remove(writer: Writer, name: str) -> None:
    """Drop a profile; what was read with it stays.

    Raises
    ------
    ImportRefused
        The scope is not the petition office's, or there is no such profile.
    """
    _check_office(writer)
    with writer.write("remove profile", name[:LONGEST_NAME]) as session:
        row = session.scalar(select(ImportProfile).where(ImportProfile.name == name))
        if row is None:
            raise ImportRefused("There is no profile {name} on record", name=name[:LONGEST_NAME])
        session.delete(row)


def profiles(store: Store) -> list[KeptProfile]:
    """Every profile on record, the newest first. They hold headings and words, no petition."""
    statement = select(ImportProfile).order_by(ImportProfile.id.desc())
    with store.read() as connection:
        return [
            KeptProfile(row.name, loads(row.content, row.name), row.headings, row.at, row.actor)
            for row in connection.execute(statement)
        ]


def profile_named(store: Store, name: str) -> KeptProfile:
    """The profile of a name.

    Raises
    ------
    ImportRefused
        There is none.
    """
    found = next((kept for kept in profiles(store) if kept.name == name), None)
    if found is None:
        raise ImportRefused("There is no profile {name} on record", name=name[:LONGEST_NAME])
    return found


def profile_for(store: Store, header: Iterable[str]) -> KeptProfile | None:
    """The newest profile made for a file with these headings."""
    wanted = fingerprint(header)
    return next((kept for kept in profiles(store) if wanted and kept.headings == wanted), None)


def profile_or_file(store: Store, wanted: Path | str) -> Profile:
    """A profile by its name on record, or by the path of a saved one.

    Raises
    ------
    ImportRefused
        There is neither, or the file is no profile (`profile_files`).
    """
    kept = next((kept for kept in profiles(store) if kept.name == str(wanted)), None)
    if kept is not None:
        return kept.profile
    if not Path(wanted).is_file() and Path(wanted).suffix != ".toml":
        raise ImportRefused(
            "There is no profile {name}: neither on record nor as a file",
            name=Path(wanted).name[:LONGEST_NAME],
        )
    return load_profile(wanted)


def known_headings(store: Store) -> frozenset[str]:
    """Headings that any profile on record names: by them a header is found among titles."""
    return frozenset().union(*(kept.profile.headings() for kept in profiles(store)))


FOUND = N_("Read with the profile {name}, which is known by the headings of the file")
"""Notice of an import that nobody gave a profile to."""


# --- inside -------------------------------------------------------------------------------------------


def _check_office(writer: Writer) -> None:
    if not is_office(writer.scope):
        raise ImportRefused("Only the petition office keeps profiles")
