"""Which column of a file fills which field: proposed, changed in place, kept for the next file."""

from dataclasses import replace
from pathlib import Path

import streamlit as st

from dashboard import cache, steps
from dashboard.drawing import elements, tables
from dashboard.drawing.tables import Cell
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages.importing.fields import field_groups, field_names
from data.importing.files.readers import read_table
from data.importing.petitions.columns import REQUIRED, SINGLE, Profile, propose
from data.importing.petitions.profiles import (
    KeptProfile,
    fingerprint,
    known_headings,
    profile_for,
    profiles,
    remove,
    save,
)
from data.importing.petitions.unread import Unread
from data.scope import Scope

KEY = "mapping"


def mapped(scope: Scope, path: Path, uploaded: Profile | None) -> Profile:
    """The profile a file is to be read with, as the reader has it.

    Parameters
    ----------
    path
        The file.
    uploaded
        Profile that came as a file; it goes before those on record.
    """
    kept = profiles(cache.store())
    headings = uploaded.headings() if uploaded else known_headings(cache.store())
    with read_table(path, headings=headings) as table:
        header, first = table.header, next(table.chunks)
    base, name = _base(header, kept, uploaded)
    st.subheader(_("How the columns are read"))
    profile = _columns(header, base, f"{fingerprint(header)[:8]}-{name}")
    unread = Unread(header, profile.headings())
    unread.see(first)
    _unread(unread)
    _keep(scope, profile, header, name)
    return profile


def _base(header: list[str], kept: list[KeptProfile], uploaded: Profile | None) -> tuple[Profile, str]:
    """The profile to begin with, and its name on record; '' where it is proposed or came as a file."""
    if uploaded is not None:
        return uploaded, ""
    fitting = profile_for(cache.store(), header)
    names = [each.name for each in kept]
    chosen = st.selectbox(
        _("Profile on record"),
        names,
        index=names.index(fitting.name) if fitting else None,
        placeholder=_("none: by the headings"),
        key=f"profile-{fingerprint(header)[:8]}",
        disabled=not names,
    )
    own = next((each.profile for each in kept if each.name == chosen), None)
    return (own, chosen) if own is not None and chosen else (propose(header), "")


def _columns(header: list[str], base: Profile, key: str) -> Profile:
    """A list of the file's headings for each field; what must have one and has none is said above."""
    words, columns = field_names(), {}
    options = [name for name in dict.fromkeys(header) if name]
    above = st.container()
    with st.expander(_("Change which column is read as what"), expanded=bool(_missing(base))):
        for title, fields in field_groups().items():
            elements.quiet(title)
            for at, name in enumerate(fields):
                if at % 2 == 0:  # a row each, so that a phone has them in their order
                    grid = st.columns(2, gap="small")
                with grid[at % 2]:
                    if chosen := _column(name, words[name], options, base.columns.get(name, ()), key):
                        columns[name] = chosen
    profile = replace(base, columns=columns)
    with above:
        if missing := _missing(profile):
            listed = _.listed(words[name] for name in REQUIRED if name in missing)
            st.warning(plain(_("Say which column holds: {fields}", fields=listed)))
        tables.table(
            [Cell(_("What we keep")), Cell(_("Column in the file"))],
            [[Cell(words[name], "t"), Cell(profile.heading(name))] for name in words if name in columns],
        )
    return profile


def _missing(profile: Profile) -> set[str]:
    return {name for name in REQUIRED if name not in profile.columns and not profile.defaults.get(name)}


def _column(name: str, label: str, options: list[str], held: tuple[str, ...], key: str) -> tuple[str, ...]:
    """Headings that fill a field: one, or of texts several."""
    held = tuple(heading for heading in held if heading in options)
    key = f"column-{name}-{key}"
    if name in SINGLE:
        at = options.index(held[0]) if held else None
        chosen = st.selectbox(plain(label), options, at, key=key, placeholder=_("not in the file"))
        return (chosen,) if chosen else ()
    return tuple(st.multiselect(plain(label), options, held, key=key, placeholder=_("not in the file")))


def _unread(unread: Unread) -> None:
    """Columns that no field takes, each with a sample."""
    if not unread.samples:
        elements.quiet(_("Every column of the file is read."))
        return
    rows = [
        [Cell(name), Cell(_.listed(sample) or _("not shown: of persons, or empty"))]
        for name, sample in unread.samples.items()
    ]
    tables.table([Cell(_("Column that is not read")), Cell(_("Some of its values"))], rows)


def _keep(scope: Scope, profile: Profile, header: list[str], name: str) -> None:
    """Keep the profile, or drop the one that was chosen."""
    with st.container(horizontal=True, vertical_alignment="bottom", gap="small", key="keep-profile"):
        typed = st.text_input(_("Name of the profile"), name, key=f"profile-name-{name}", max_chars=100)
        kept = st.button(_("Keep the profile"), disabled=not typed.strip())
        dropped = st.button(_("Remove the profile"), disabled=not name)
    if kept:
        with steps.taking(KEY):
            save(cache.writer(scope), typed, profile, header)
            steps.done(_("Kept: {name}. The next file with these headings is read so.", name=typed.strip()))
        st.rerun()
    if dropped:
        with steps.taking(KEY):
            remove(cache.writer(scope), name)
        st.rerun()
    steps.show(KEY)
