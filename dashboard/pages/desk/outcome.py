"""What came of it: one of five, with what each of them needs; a refusal keeps what was typed."""

import streamlit as st

from dashboard import cache, steps
from dashboard.language import _, term
from dashboard.markdown import plain
from dashboard.pages.offered import codes
from data.desk import outcomes
from data.desk.outcomes import What
from data.desk.queue import Listed
from data.desk.reception import Reception
from data.desk.terms import DeskOutcome, NotHeard, Place
from data.scope import Scope
from data.tables import Dataset
from data.visits.attendance import unit_in_charge


def show(scope: Scope, dataset: Dataset, at: Reception, entry: Listed) -> None:
    """The form of the entry chosen, once the day has come."""
    if at.on > cache.today(dataset):
        return
    about = f"desk-outcome-{entry.id}"
    heard = entry.place in (Place.BEING_HEARD, Place.HEARD)
    offered = list(DeskOutcome) if heard else [DeskOutcome.NOT_HEARD]
    usual = DeskOutcome.EXPLAINED if heard else DeskOutcome.NOT_HEARD  # what changes nothing in a case
    with st.expander(
        _("Correct the outcome") if entry.outcome else _("What came of it"),
        expanded=entry.place is Place.BEING_HEARD,
    ):
        chosen = st.segmented_control(
            _("What came of it"),
            offered,
            format_func=lambda code: plain(term(code)),
            default=entry.outcome if entry.outcome in offered else usual,
            required=True,
            key=f"{about}-{entry.version}",
            label_visibility="collapsed",
        )
        with steps.form(about):
            what = _asked(DeskOutcome(chosen or usual), entry)
            asked = st.form_submit_button(_("Record"), type="primary")
        if asked:
            with steps.taking(about):
                number = outcomes.record(cache.writer(scope), entry.id, what, seen=entry.version)
                steps.done(
                    _("Recorded: {slip}, case {number}", slip=entry.slip, number=number)
                    if number
                    else _("Recorded: {slip}", slip=entry.slip)
                )
            st.rerun()
        steps.show(about)


def _asked(chosen: DeskOutcome, entry: Listed) -> What:
    """What an outcome needs."""
    owner, due, why = "", None, None
    if chosen in (DeskOutcome.PROMISED, DeskOutcome.REFERRED):
        usual = entry.owner or unit_in_charge(cache.store(), entry.category)
        first, second = st.columns(2, gap="small")
        owner = first.text_input(
            _("Unit or officer to whom it goes"), value=usual, max_chars=outcomes.LONGEST
        )
        if chosen is DeskOutcome.PROMISED:
            due = second.date_input(_("To be done by"), value=entry.due, format="YYYY-MM-DD")
    if chosen is DeskOutcome.NOT_HEARD:
        reasons = codes(NotHeard)
        picked = st.selectbox(
            _("Why they were not heard"),
            list(reasons),
            index=list(reasons).index(entry.why) if entry.why in reasons else None,
            format_func=reasons.__getitem__,
            placeholder=_("not chosen"),
        )
        why = NotHeard(picked) if picked else None
    note = st.text_input(_("Note"), max_chars=outcomes.LONGEST_NOTE)
    return What(chosen, owner, due, why, note)
