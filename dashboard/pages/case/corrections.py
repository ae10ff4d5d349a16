"""One field mended with its reason; a case withdrawn or brought back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard import cache, steps
from dashboard.address import Kept
from dashboard.language import _
from dashboard.markdown import plain
from dashboard.pages import offered
from data.casework import corrections
from data.casework.cases import ADDRESS, Case
from data.casework.fields import ALL, LONGEST, PERSONAL, CaseField, Kind
from data.scope import Scope
from data.tables import Dataset

FIRST = "status"
"""What is corrected most often."""
ABOUT = "case"
"""Under which a refusal stands; what is refused of one case is not said of another."""


def show(scope: Scope, dataset: Dataset, case: Case) -> None:
    """A field to correct, and a button that takes the case out or brings it back.

    A step is taken on the case as the page last showed it, not as it is by the time of the click.
    """
    about = f"{ABOUT}-{case.number}"
    shown: Kept[int] = Kept(f"{about}-shown", case.version)
    seen = shown.value
    shown.keep(case.version)
    with st.expander(_("Correct, withdraw"), expanded=case.withdrawn_at is not None):
        if case.withdrawn_at is None:
            _correct(scope, dataset, case, seen, about)
        _withdraw(scope, case, seen, f"{about}-withdraw")


def _correct(scope: Scope, dataset: Dataset, case: Case, seen: int, about: str) -> None:
    hidden: set[str] = set() if case.person else {*PERSONAL, *ADDRESS}
    names = [FIRST, *(name for name in ALL if name != FIRST and name not in hidden)]
    name = st.selectbox(
        _("Field"), names, format_func=lambda each: _(ALL[each].label), key=f"field-{case.number}"
    )
    about = f"{about}-{name}"
    held = {**case.values, **case.person}.get(name)
    with steps.form(about):
        value = _control(dataset, name, ALL[name], held)
        reason = st.text_input(_("Reason"), placeholder=_("stands in the history of the case"))
        asked = st.form_submit_button(_("Correct"), type="primary")
    if asked:
        with steps.taking(about):
            corrections.correct(cache.writer(scope), case.number, {name: value}, reason=reason, seen=seen)
            steps.done(_("{field} is corrected", field=_(ALL[name].label)))
        st.rerun()
    steps.show(about)


def _withdraw(scope: Scope, case: Case, seen: int, about: str) -> None:
    away = case.withdrawn_at is None
    act = corrections.withdraw if away else corrections.bring_back
    words = _("Withdraw the case") if away else _("Bring the case back")
    with steps.form(about):
        if away:
            st.write(_("A withdrawn case is counted and shown nowhere. It can be brought back."))
        reason = st.text_input(_("Reason"), placeholder=_("stands in the history of the case"))
        asked = st.form_submit_button(plain(words))
    if asked:
        with steps.taking(about):
            act(cache.writer(scope), case.number, reason=reason, seen=seen)
            steps.done(_("The case is withdrawn") if away else _("The case is back"))
        st.rerun()
    steps.show(about)


def _control(dataset: Dataset, name: str, field: CaseField, held: Any) -> Any:
    """A control for a field that begins with what it holds."""
    label = _("New value: {field}", field=_(field.label))
    if field.terms is not None:
        return _coded(label, offered.codes(field.terms), field, held)
    if field.kind is Kind.CATEGORY:
        return _coded(label, offered.issues(), field, held)
    if field.kind is Kind.VILLAGE:
        return _coded(label, offered.villages(dataset), field, held)
    if field.kind is Kind.TRUTH:
        return st.checkbox(plain(label), bool(held))
    if field.kind is Kind.COUNT:
        return st.number_input(plain(label), min_value=1, value=held, step=1)
    if field.kind is Kind.TIME:
        return _time(label, held)
    if field.kind is Kind.WORDS:
        return st.text_area(plain(label), held or "")
    return st.text_input(plain(label), held or "", max_chars=LONGEST.get(name))


def _coded(label: str, names: Mapping[str, str], field: CaseField, held: Any) -> Any:
    codes = list(names)
    return st.selectbox(
        plain(label),
        codes,
        codes.index(held) if held in codes else None,
        format_func=names.__getitem__,
        required=field.required,
        placeholder=_("not chosen"),
    )


def _time(label: str, held: dt.datetime | None) -> dt.datetime | None:
    first, second = st.columns(2)
    day = first.date_input(plain(label), held.date() if held else None, format="YYYY-MM-DD")
    time = second.time_input(_("Time"), held.time() if held else dt.time(), step=dt.timedelta(minutes=5))
    return dt.datetime.combine(day, time) if isinstance(day, dt.date) else None
