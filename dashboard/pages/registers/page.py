"""A register: what it is for, its rows to correct, and files of it to take in."""

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard import cache
from dashboard.address import Listed, to
from dashboard.drawing import elements
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages.registers import adding, table, upload
from data.importing.registers.importer import REGISTERS
from data.registers.purposes import PURPOSES
from data.scope import Scope, is_office
from data.tables import Dataset

REGISTER = Listed("register")


def show(scope: Scope, dataset: Dataset) -> None:
    """The view, for the office alone."""
    title = st.container()
    if not is_office(scope):
        title.title(_("Registers"))
        st.write(_("The petition office keeps the registers."))
        return
    names = {kind: _(purpose.title) for kind, purpose in PURPOSES.items()}
    with st.container(key="register-choice", horizontal=True, vertical_alignment="bottom"):
        kind = REGISTER.choose(_("Register"), names)
        elements.link(_("Times, weights and limits: the page of rules"), to("rules"))
    heading, body = title.empty(), st.empty()
    with body.container():
        pending = _rows(scope, dataset, kind, heading)
    if kind not in REGISTERS:
        return
    if pending:
        elements.quiet(_("A file can be taken in once the changes are kept or dropped."))
    elif upload.show(cache.writer(scope), kind):
        table.forget(kind)
        with body.container():
            _rows(scope, cache.store().dataset(), kind, heading)


def _rows(scope: Scope, dataset: Dataset, kind: str, heading: DeltaGenerator) -> bool:
    """The register under its heading; whether changes of it wait to be kept."""
    rows, purpose = table.register_rows(scope, kind), PURPOSES[kind]
    heading.title(plain(_("{register}: {n} on record", register=_(purpose.title), n=len(rows.rows))))
    st.write(plain(_(purpose.use)))
    if not rows.rows:
        st.info(plain(_(purpose.lack)))
    if dataset.synthetic:
        elements.quiet(_("This is the demo county: do not enter real people."))
    adding.show(scope, rows)
    return table.show(scope, dataset, rows)
